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
        callbacks?: { beforeNodeRemoved?: (node: Node) => boolean };
      },
    ): void;
  };
}
declare module "@tabler/core/dist/js/tabler.min.js";
declare module "pdfjs-dist/legacy/build/pdf.worker.mjs";
