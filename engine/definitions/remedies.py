"""What to do about each problem, in both languages, by code; decisions bring their own."""

from __future__ import annotations

from engine.messages import Catalogue

REMEDIES: Catalogue = {
    # files
    "xml.too_large": ("把流程拆成几个文件，或删除无用内容。", "Split the process into several files."),
    "xml.malformed": ("用建模器重新导出该文件。", "Export the file again from the modeler."),
    "xml.doctype": ("删除 DOCTYPE 和实体声明。", "Remove the DOCTYPE and its entities."),
    "xml.too_deep": ("减少子流程的嵌套。", "Nest fewer subprocesses."),
    "xml.too_many_nodes": ("把流程拆成几个文件。", "Split the process into several files."),
    "xml.too_many_attributes": ("删除多余的属性。", "Remove the attributes that nobody needs."),
    "package.empty": ("在流程包中放入流程图。", "Put a diagram into the package."),
    "package.too_large": ("删除无用文件，或拆成几个流程包。", "Remove files, or split the package."),
    "package.too_many_files": ("删除无用文件，或拆成几个流程包。", "Remove files, or split the package."),
    "package.no_english": (
        "用 tongban:text 或 _en 属性补上英文。",
        "Add it with tongban:text, or in the attribute that ends in _en.",
    ),
    "bpmn.wrong_start": (
        "按 bpmn/README.md 修改 tongban:start。",
        "Correct tongban:start as bpmn/README.md says.",
    ),
    "package.unknown_file": ("改正文件名，或移出文件夹。", "Correct its name, or take it out of the folder."),
    "package.unused_form": (
        "在用户任务上选择该表单，或删除文件。",
        "Choose it on a user task, or remove the file.",
    ),
    "package.unused_data": (
        "在表单的 valuesKey、properties.upload 或通知作业的 template 中写上该名称，或从文件中删除。",
        "Name it in valuesKey or properties.upload of a form, or in template of a job that sends; or take it "
        "out of the file.",
    ),
    "bpmn.too_many_elements": (
        "用调用活动把流程拆成几个流程包。",
        "Split the process into several packages that call each other.",
    ),
    "bpmn.too_many_expressions": ("把逻辑移到决策表中。", "Move logic into decision tables."),
    # what the core refuses
    "bpmn.no_process": (
        "将流程设为可执行（isExecutable）。",
        "Mark a process as executable (isExecutable).",
    ),
    "bpmn.not_bpmn": ("选择由 BPMN 建模器保存的文件。", "Choose a file saved by a BPMN modeler."),
    "bpmn.duplicate_id": ("为其中一个元素换一个标识。", "Give one of the elements another id."),
    "bpmn.missing_id": ("填写标识。", "Give it an id."),
    "bpmn.too_long": ("缩短该标识、名称或代码。", "Shorten the id, name or code."),
    "bpmn.not_executed": (
        "改用引擎支持的元素，参见文档 lint。",
        "Use a construct that the engine executes; the page on lint lists them.",
    ),
    "bpmn.unknown_reference": (
        "重新选择被引用的元素，或删除引用。",
        "Choose the element referred to again, or remove the reference.",
    ),
    "bpmn.missing": ("在属性面板中补填。", "Fill it in in the properties panel."),
    "bpmn.expression": ("按提示的位置修改表达式。", "Correct the expression at the place named."),
    "bpmn.expression_without_equals": (
        "用 FEEL 改写，并以“=”开头。",
        "Write it in FEEL, and begin with an equals sign.",
    ),
    "bpmn.several_starts": (
        "只保留一个无触发的开始事件，或给其余的加上触发。",
        "Keep one start event without trigger, or give the others a trigger.",
    ),
    "bpmn.no_start": ("添加一个开始事件。", "Add a start event."),
    "bpmn.wrong_place": ("换用此处允许的事件或元素。", "Use an event or element that is allowed here."),
    "bpmn.flow_crosses_scope": (
        "把连线画到子流程本身，而不是其内部。",
        "Connect the subprocess itself, not something inside it.",
    ),
    "bpmn.flow_without_step": (
        "注释、分组和数据对象用关联线连接，顺序流只连接步骤、网关和事件。",
        "Join annotations, groups and data by associations; sequence flows join steps, gateways and events.",
    ),
    "bpmn.timer": (
        "使用 PT1H、P2D、R3/PT1H 或以“=”开头的表达式；cron 写成循环或算出下一次的表达式。",
        "Use PT1H, P2D, R3/PT1H, or an expression that begins with an equals sign; "
        "write cron as a cycle, or as an expression for the next time.",
    ),
    "bpmn.nothing_to_undo": (
        "选择同一范围内带有补偿边界事件的活动，或不指定活动。",
        "Choose an activity of the same scope with a boundary event for compensation, or name none.",
    ),
    "bpmn.too_few_events": (
        "再添加一个等待的事件，或用捕获事件代替网关。",
        "Add another event to wait for, or put the one event in place of the gateway.",
    ),
    "bpmn.not_awaited": (
        "在网关与“{id}”之间放一个捕获事件，或改用排他网关。",
        "Put a catching event between the gateway and {id}, or use an exclusive gateway.",
    ),
    "bpmn.self_call": ("改为调用另一个流程，或画成循环。", "Call another process, or draw a loop instead."),
    "bpmn.wrong_flow": ("删除该连线。", "Remove the flow."),
    "bpmn.must_interrupt": ("将事件设为中断。", "Make the event interrupting."),
    "bpmn.event_subprocess_start": (
        "在事件子流程中保留一个带触发的开始事件。",
        "Keep one start event with a trigger in the event subprocess.",
    ),
    "bpmn.ambiguous_event": (
        "删除其中一个，或换用不同的代码。",
        "Remove one of them, or use different codes.",
    ),
    # schemas and structure
    "bpmn.schema": (
        "用建模器重新保存，或按提示修改 XML。",
        "Save it again in a modeler, or correct the XML.",
    ),
    "dmn.schema": ("用建模器重新保存，或按提示修改 XML。", "Save it again in a modeler, or correct the XML."),
    "bpmn.unreachable": ("连接到流程，或删除该元素。", "Connect it to the process, or remove it."),
    "bpmn.no_way_to_end": ("添加一条通往结束事件的路径。", "Add a way out of the loop to an end event."),
    "bpmn.cycle_once": (
        "改写为时长或日期；需要重复提醒时，在任务上用非中断的定时边界事件。",
        "Write a duration or a date; to repeat, attach a timer that does not interrupt to a task.",
    ),
    "bpmn.idle_default": (
        "为其他出口填写条件，或删除默认出口。",
        "Give the other flow a condition, or remove the default flow.",
    ),
    "bpmn.no_signature": (
        "按列出的写法填写参数的个数、名称和类型。",
        "Give arguments of the number, names and types listed.",
    ),
    "bpmn.bare_date": ("写成 {write}。", "Write {write}."),
    "bpmn.unlike_types": (
        '使两边类型一致，例如 date("2026-01-31")、number(text)。',
        'Convert one side, for example with date("2026-01-31") or number(text).',
    ),
    "bpmn.null_conversion": (
        "改为有效的值，日期写成 2026-01-31，数字不加分隔符。",
        "Write a value that exists: a date as 2026-01-31, a number without grouping.",
    ),
    "bpmn.no_list": (
        '改为列表，例如 =["a", "b"] 或列表变量。',
        'Write a list, such as =["a", "b"], or a variable that holds one.',
    ),
    "bpmn.no_condition": (
        "写成比较或条件，例如 =amount > 10。",
        "Write a comparison or another condition, such as =amount > 10.",
    ),
    "bpmn.not_callable": (
        "为被调用的流程添加一个无触发的开始事件，或改为发送消息。",
        "Add a start event without trigger to that process, or send it a message.",
    ),
    "bpmn.join_never_passed": (
        "排他网关分出的路径用排他网关汇合；循环回到分支网关之前，先用排他网关汇入。",
        "Join what an exclusive gateway split with an exclusive gateway; "
        "let a loop come back by an exclusive gateway before the fork.",
    ),
    "bpmn.deadlock": (
        "改用包容网关或排他网关汇合，或让每条路径都到达这里。",
        "Join with an inclusive or exclusive gateway, or lead every way here.",
    ),
    "bpmn.gateway_without_default": (
        "把其中一条连线设为默认。",
        "Make one of the flows the default.",
    ),
    "bpmn.flow_without_condition": (
        "为该连线填写条件，或设为默认。",
        "Give the flow a condition, or make it the default.",
    ),
    "bpmn.condition_ignored": (
        "删除条件，或改用排他网关。",
        "Remove the condition, or use an exclusive gateway.",
    ),
    "bpmn.never_thrown": (
        "改正代码，或把事件附在会抛出它的环节上：作业、调用活动，或含相应结束事件的子流程。",
        "Correct the code, or attach the event to what throws it: a job, a call, a subprocess that ends so.",
    ),
    "bpmn.never_caught": (
        "在外层子流程上附加捕获它的边界事件，或添加以它开始的事件子流程，或改为普通结束事件。",
        "Attach an event that catches it to a subprocess around it, begin an event subprocess with it, "
        "or end without an error.",
    ),
    "bpmn.undoes_nothing": (
        "为要撤销的环节附加补偿边界事件和处理活动，或删除此事件。",
        "Attach a compensation event with its handler to what shall be undone, or remove this event.",
    ),
    "bpmn.hidden_flow": (
        "改写条件，使其互不涵盖（文件中靠前的连线先判断），或删除该连线。",
        "Write conditions that leave room for it (the first in the file is asked first), or remove it.",
    ),
    "bpmn.dead_flow": ("修改条件，或删除该连线。", "Correct the condition, or remove the flow."),
    "bpmn.call_cycle": ("断开其中一处调用。", "Remove one of the calls."),
    "bpmn.reserved_id": ("换一个标识，例如 {id}_1。", "Choose another id, such as {id}_1."),
    # what is named
    "bpmn.unknown_group": ("从已有的角色和窗口中选择。", "Choose one of the roles and windows that exist."),
    "bpmn.nobody_assigned": ("填写办理人或候选组。", "Set an assignee or candidate groups."),
    "bpmn.unknown_form": (
        "把表单放进流程包，或选择已有表单。",
        "Put the form into the package, or choose another.",
    ),
    "bpmn.unknown_field": ("改用已有的字段。", "Use one of the fields that exist."),
    "bpmn.unknown_access": ("改为 write、read 或 hidden。", "Write write, read or hidden."),
    "bpmn.unknown_setting": ("从可用的词中选择。", "Choose among the words that are known."),
    "bpmn.same_person": (
        "让两个环节由不同人员办理，或删去此设置。",
        "Address the steps to different people, or leave the setting out.",
    ),
    "bpmn.not_repeated": (
        "改为多实例环节，或删去此设置；与其他环节区分用 unlike。",
        "Repeat the step, or leave the setting out; to differ from other steps, write `unlike`.",
    ),
    "bpmn.unknown_decision": (
        "把决策表放进流程包，或修改决策标识。",
        "Put the decision into the package, or correct its id.",
    ),
    "bpmn.unknown_job_type": ("从已有的作业类型中选择。", "Choose one of the job types that exist."),
    "bpmn.unknown_message": ("检查消息名称。", "Check the name of the message."),
    "bpmn.unknown_process": ("检查流程标识，或先部署该流程。", "Check the id, or deploy that process first."),
    "bpmn.unknown_header": (
        "改用该作业已有的任务头，参见文档 jobs。",
        "Use a header that the job type has; the page on jobs lists them.",
    ),
    "bpmn.missing_header": ("在属性面板中补填该任务头。", "Add the header in the properties panel."),
    "bpmn.header_word": ("从可用的值中选择。", "Write one of the words that are allowed."),
    "bpmn.header_number": ("填写范围内的整数。", "Write a whole number in this range."),
    "bpmn.unknown_service": (
        "请管理员先登记该服务，或从已登记的服务中选择。",
        "Have an administrator register it first, or choose one that is registered.",
    ),
    "bpmn.unknown_template": ("从可用的通知模板中选择。", "Choose one of the notice texts listed."),
    "bpmn.unknown_step": ("填写流程图中用户任务的标识。", "Write the id of a user task of the diagram."),
    "bpmn.job_repeats": ("把该任务移到循环之外。", "Move the task out of the loop."),
    "bpmn.unknown_extension": (
        "改用可用的名称，或删除。",
        "Use one of the names that are read, or remove it.",
    ),
    "bpmn.misplaced_extension": (
        "移到会读取它的元素上，或删除。",
        "Move it to an element that reads it, or remove it.",
    ),
    "bpmn.unquoted_word": (
        "写成 {write}；若是变量，在提供它的元素上用 tongban:variables 声明。",
        "Write {write}; if it is a variable, declare it in tongban:variables where it is provided.",
    ),
    "bpmn.foreign": (
        "按译法改写为 zeebe 扩展，并删除其他引擎的属性。",
        "Write it in the zeebe: extensions as translated, and remove what belongs to the other engine.",
    ),
    "bpmn.unknown_word": (
        "改为可能出现的值，或修改前面的步骤。",
        "Compare with a value that is possible, or change the step that gives it.",
    ),
    "bpmn.unknown_function": ("检查函数名称。", "Check the name of the function."),
    "bpmn.unknown_variable": (
        '检查变量名称；若在启动时提供，在开始事件上用 tongban:variables 声明；若是文字，写成 "{variable}"。',
        "Check the name; if it is given at the start, declare it in tongban:variables on the start event; "
        'a text is written "{variable}".',
    ),
    "bpmn.variable_too_early": (
        "把提供该变量的步骤放到前面。",
        "Move the step that provides it before this one.",
    ),
    # forms
    "form.malformed": ("用表单编辑器重新保存。", "Save it again in the form editor."),
    "form.missing_id": ("填写表单 id。", "Give the form an id."),
    "form.duplicate_id": ("为其中一个表单换一个 id。", "Give one of the forms another id."),
    "form.unknown_variable": (
        '改正名称，或在开始事件中声明该变量；若是文字，写成 "{variable}"。',
        'Correct the name, or declare the variable at the start event; a text is written "{variable}".',
    ),
    "data.invalid": ("在该文件中修改。", "Correct it in the file."),
    "form.invalid": ("在表单编辑器中修改。", "Correct it in the form editor."),
}
