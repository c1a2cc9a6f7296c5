// Shows how many open comments the decisions of a file have: at elements of the graph, at rules, cells and columns of
// a table, and at the tab of each decision the sum of all in it.

/** @typedef {import("./comments.js").Counts} Counts */

/**
 * @param {any} manager
 * @param {HTMLElement} host around the tabs and the stage
 * @param {(element: any, id: string) => boolean} holds whether a moddle element, or one inside it, has this id
 */
export function decisionComments(manager, host, holds) {
  /** @type {Counts} */
  let open = {};
  /** @type {(count: number) => HTMLElement} */
  let made = () => document.createElement("div");

  const show = () => {
    for (const place of host.querySelectorAll("[data-open-comments]")) delete place.dataset.openComments;
    for (const { id, type, element } of manager.getViews()) {
      const inside = Object.entries(open).filter(([one]) => type !== "drd" && one && holds(element, one));
      const count = inside.reduce((sum, [, many]) => sum + many, 0);
      const tab = host.querySelector(`[data-view="${CSS.escape(id)}"]`);
      if (tab && count) tab.dataset.openComments = String(count);
    }
    if (manager.getActiveView()?.type === "drd") showInGraph();
    else showInTable();
  };

  const showInGraph = () => {
    const viewer = manager.getActiveViewer();
    const overlays = viewer.get("overlays");
    overlays.remove({ type: "comment" });
    for (const [id, count] of Object.entries(open)) {
      const drawn = id && viewer.get("elementRegistry").get(id);
      if (drawn?.parent) overlays.add(drawn, "comment", { position: { top: -10, left: -6 }, html: made(count) });
    }
  };

  const showInTable = () => {
    for (const [id, count] of Object.entries(open)) {
      const said = CSS.escape(id);
      const place = host.querySelector(
        `td.rule-index[data-row-id="${said}"], th[data-col-id="${said}"], td[data-element-id="${said}"]`,
      );
      if (id && place) place.dataset.openComments = String(count);
    }
  };

  return {
    show,
    /** @type {import("./editing.js").Editor["commented"]} */
    commented(counts, mark) {
      open = counts;
      made = mark;
      show();
    },
  };
}
