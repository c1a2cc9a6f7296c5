// Gives the style elements of CodeMirror the nonce of the page: the policy lets no other in. It must be called before
// any editor exists, and there must be one copy of style-mod in the bundle, which the build holds.
import { StyleModule } from "style-mod";

/** @param {string} nonce */
export function styleWith(nonce) {
  const mount = StyleModule.mount;
  StyleModule.mount = (root, modules) => mount.call(StyleModule, root, modules, { nonce });
}
