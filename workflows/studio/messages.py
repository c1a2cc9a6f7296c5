"""Sentences of the studio, (zh-CN, English) by name."""

MESSAGES: dict[str, tuple[str, str]] = {
    "draft_not_found": ("未找到该草稿。", "Expected a draft, but there is none."),
    "file_not_found": ("草稿中没有文件“{name}”。", "Expected a file {name} in the draft, but there is none."),
    "version_not_found": ("未找到该版本。", "Expected a version of a process, but there is none."),
    "refused": ("请检查标出的各项。", "Please check the fields that are marked."),
    "name_required": ("请填写名称。", "Please give it a name."),
    "name_too_long": (
        "名称最多 {most} 个字，当前为 {found} 个。",
        "A name has at most {most} characters, but this one has {found}.",
    ),
    "process_id": (
        "流程编号由小写字母开头，只含小写字母、数字和下划线，2 至 60 个字符。",
        "An id has 2 to 60 small letters, digits and underscores, and begins with a letter.",
    ),
    "process_taken": (
        "流程编号“{process_id}”已被占用；如需修改该流程，请从其版本新建草稿。",
        "There is a process {process_id} already; to change it, begin a draft from its version.",
    ),
    "file_id": (
        "编号由小写字母开头，只含小写字母、数字和下划线，最多 60 个字符。",
        "An id has at most 60 small letters, digits and underscores, and begins with a letter.",
    ),
    "file_taken": (
        "草稿中已有编号“{file_id}”，请换一个。",
        "There is something called {file_id} in the draft already; please choose another id.",
    ),
    "too_many_drafts": (
        "草稿已达 {most} 份，请先删除不用的草稿。",
        "There are {most} drafts already; please delete some that nobody needs.",
    ),
    "text_too_long": (
        "文本最多 {most} 个字，当前为 {found} 个。",
        "A text has at most {most} characters, but this one has {found}.",
    ),
    "text_empty": (
        "请填写中文；英文只能与中文一同填写。",
        "Please write it in Chinese; a text in English stands beside one in Chinese.",
    ),
    "text_unwritable": (
        "文本含有无法保存的控制字符，请删除后重试。",
        "The text has control characters, which no file can hold; please delete them.",
    ),
    "comment_place": (
        "草稿中没有此元素，或者尚未保存，请稍后再试。",
        "Expected an element that the draft has; one that was drawn just now is there once it is saved.",
    ),
    "comment_empty": ("请填写批注内容。", "Please write what you want to say."),
    "comment_too_long": (
        "批注最多 {most} 个字，当前为 {found} 个。",
        "A comment has at most {most} characters, but this one has {found}.",
    ),
    "comment_not_found": ("未找到该批注。", "Expected a comment on this draft, but there is none."),
    "too_many_comments": (
        "草稿的批注和回复已达 {most} 条，请新建草稿副本继续讨论。",
        "This draft has {most} comments and answers; please go on in a copy of it.",
    ),
    "no_diagram": (
        "压缩包中没有流程图（.bpmn 文件）。",
        "Expected a diagram (a .bpmn file) in the package, but there is none.",
    ),
    "last_diagram": (
        "草稿至少要有一张流程图，不能删除最后一张。",
        "A draft has at least one diagram; its last one cannot be removed.",
    ),
    "bad_file_name": (
        "文件名“{name}”不能用：可用流程图（.bpmn）、决策（.dmn）、表单（.form）和 {known}。",
        "Expected a diagram (.bpmn), a decision (.dmn), a form (.form) or one of {known}, but found {name}.",
    ),
    "too_many_files": (
        "草稿最多 {most} 个文件，当前为 {found} 个。",
        "A draft has at most {most} files, but these are {found}.",
    ),
    "too_large": (
        "草稿的文件合计不超过 {most} 字节，当前为 {found} 字节。",
        "The files of a draft have at most {most} bytes together, but these have {found}.",
    ),
    "file_refused": ("文件 {name} 不能用：{reason}", "Expected a file that can be read: {name}: {reason}"),
    "form_refused": (
        "该表单还不能预览：{reason}",
        "Expected a form that can be drawn, but: {reason}",
    ),
    "not_json": (
        "{name} 不是有效的表单：应为 JSON 对象。",
        "Expected a form in {name}, a JSON object, but it is none.",
    ),
    "not_text": (
        "{name} 不是 UTF-8 文本。",
        "Expected text in UTF-8 in {name}, but it is none.",
    ),
    "neither_zip_nor_diagram": (
        "请选择 ZIP 文件或流程图（.bpmn 文件）。",
        "Expected a ZIP file or a diagram (a .bpmn file).",
    ),
    "zip_refused": ("压缩包不能用：{reason}", "Expected a package that can be read: {reason}"),
    "lint_stops": (
        "检查发现 {found} 个错误，修正后才能部署。",
        "Expected a draft without errors, but the check finds {found}; mend them, then deploy.",
    ),
    "nothing_differs": (
        "已有内容完全相同的版本，无需部署。",
        "There is a version that is exactly this; nothing was deployed.",
    ),
    "request_not_found": (
        "未找到该部署申请。",
        "Expected a request for approval, but there is none.",
    ),
    "changed_after_request": (
        "草稿在提交审批后已修改，原申请作废；请重新提交审批。",
        "The draft was changed after it was asked for, so nobody can approve it as it was; ask again.",
    ),
    "asked_already": (
        "该草稿已提交审批，请等待另一名流程分析师办理。",
        "Another analyst was asked to approve this draft already; please wait for the decision.",
    ),
    "nobody_to_approve": (
        "没有可以审批的流程分析师：修改过草稿的人不能审批。",
        "No analyst is left to approve it: whoever has changed the draft does not decide.",
    ),
    "changed_since_looked_at": (
        "草稿在您查看后又有修改，请重新查看后部署。",
        "The draft has changed since you looked at what differs; please look again.",
    ),
    "changed_meanwhile": (
        "{who} 已在您打开后修改了该草稿。",
        "{who} has changed this draft since you opened it.",
    ),
    "entry_not_found": ("未找到“{name}”。", "Expected an entry {name}, but there is none."),
    "entry_name": (
        "名称只含字母、数字和下划线，以字母开头；通知和上传规则只用小写字母。",
        "A name has letters, digits and underscores, a letter first; of notices and uploads only small ones.",
    ),
    "entry_taken": ("已有“{name}”，请换一个名称。", "There is {name} already; choose another name."),
    "too_many_entries": ("最多 {most} 个。", "There can be {most} at most."),
    "only_as_text": (
        "该文件的写法无法在页面中显示，请以文本方式修改。",
        "The file says what pages cannot show; please change it as text.",
    ),
    "no_english": ("缺少英文。", "The English is missing."),
    "no_scenarios": (
        "草稿中没有场景文件 scenarios.yaml。",
        "Expected a file scenarios.yaml in the draft, but there is none.",
    ),
    "scenarios_not_played": (
        "草稿的场景尚未按当前内容试运行，请先试运行再部署。",
        "The scenarios were not played as the draft is now; play them, then deploy.",
    ),
    "scenarios_fail": (
        "有场景未通过，请说明仍要部署的原因。",
        "Scenarios fail; please say why it is to be deployed all the same.",
    ),
    "no_start": (
        "流程图中没有可由人发起的流程。",
        "Expected a process that people begin, but no diagram of the draft has one.",
    ),
    "unknown_word": ("“{word}”不在可选项中。", "{word!r} is none of the words to choose from."),
    "no_slot": (
        "同时试运行的草稿已达 {most} 份，请稍后再试。",
        "As many drafts as can be are being played ({most}); please try again later.",
    ),
    "tryout_under_way": (
        "您有一个试办尚未结束，请继续或先结束它。",
        "You have a try-out under way; please go on with it, or end it first.",
    ),
    "tryout_not_found": ("该试办已结束。", "Expected a try-out, but it has ended."),
    "tryout_busy": (
        "试办在 {seconds} 秒内没有应答，请稍后再看；如一直如此，请检查流程图是否存在死循环。",
        "The try-out has not answered for {seconds} seconds; please look again later. "
        "If that goes on, look for a loop without an end in the diagram.",
    ),
    "choose_cases": (
        "请至少选择一件可以迁移的申请。",
        "Expected at least one case that can go, but none is chosen.",
    ),
    "cannot_go": ("不能迁移：{reason}。", "It cannot go: {reason}."),
    "move_not_found": ("未找到该次迁移。", "Expected a move of cases, but there is none."),
    "move_undone": ("该次迁移已撤回。", "This move was taken back already."),
}
