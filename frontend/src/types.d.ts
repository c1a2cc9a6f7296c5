// What the compiler cannot read from the scripts: libraries without types, and what our bundles share by the window.
interface Window {
  htmx?: { process(element: Element): void };
  tongbanReader?: import("./reader.js").Reader;
}

// Whatever the scripts look for in a page is HTML; where it must be an input or a dialog, the place says so.
interface ParentNode {
  querySelector<E extends HTMLElement = HTMLElement>(selectors: string): E | null;
  querySelectorAll<E extends HTMLElement = HTMLElement>(selectors: string): NodeListOf<E>;
}

// The script of service_worker.js runs beside the pages, where the compiler's own types of it would clash with theirs.
interface WorkerEvent extends Event {
  request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
}

interface Window {
  OFFLINE: { page: string; files: string[] };
  skipWaiting(): Promise<void>;
}

interface WindowEventMap {
  install: WorkerEvent;
  activate: WorkerEvent;
  fetch: WorkerEvent;
}

interface Element {
  closest<E extends HTMLElement = HTMLElement>(selectors: string): E | null;
}

declare module "idiomorph" {
  export const Idiomorph: {
    morph(
      old: Element,
      fresh: string | Element,
      options: {
        morphStyle: "innerHTML" | "outerHTML";
        ignoreActiveValue: boolean;
        restoreFocus: boolean;
        callbacks?: {
          beforeNodeRemoved?: (node: Node) => boolean;
          beforeNodeMorphed?: (old: Node, fresh: Node) => boolean;
        };
      },
    ): void;
  };
}
declare module "@tabler/core/dist/js/tabler.min.js";
declare module "pdfjs-dist/legacy/build/pdf.worker.mjs";
declare module "@bpmn-io/properties-panel";
declare module "@bpmn-io/properties-panel/preact";
declare module "bpmn-js-create-append-anything";
declare module "bpmn-js-i18n-zh/lib/bpmn-js/index.js";
declare module "bpmn-js-i18n-zh/lib/properties-panel/index.js";
declare module "bpmn-js-i18n-zh/lib/zeebe-properties-panel/index.js";
declare module "bpmn-js-properties-panel";
declare module "camunda-bpmn-js-behaviors/lib/camunda-cloud";
declare module "diagram-js-minimap";
declare module "style-mod" {
  export class StyleModule {
    static mount(root: Document | ShadowRoot, modules: unknown, options?: { nonce: string }): void;
  }
}
declare module "zeebe-bpmn-moddle/resources/zeebe.json" {
  const descriptor: object;
  export default descriptor;
}
declare module "dmn-js/lib/Modeler";
declare module "dmn-js-decision-table/lib/features/add-rule/components/AddRuleFootComponent";
declare module "inferno";
