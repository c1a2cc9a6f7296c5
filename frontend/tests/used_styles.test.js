import assert from "node:assert/strict";
import { test } from "node:test";
import { used } from "../used_styles.mjs";

const kept = (css, ...texts) => used(css, texts);

test("a rule stays that an element of a page may match, and no other", async () => {
  const css = ".alert{color:red}.card .table{color:red}.carousel{color:red}@media print{.carousel-item{color:red}}";
  assert.equal(
    await kept(css, '<div class="alert card">', 'rows.classList.add("table")'),
    ".alert{color:red}.card .table{color:red}",
  );
});

test("a name stays of which code writes the beginning only", async () => {
  const css = ".alert-danger{color:red}.bg-red{color:red}.text-muted{color:red}.tone-x{color:red}";
  const texts = ['<p class="alert-{{ tone }}">', "`bg-${colour}`", `"text-" ~ name`];
  assert.equal(await kept(css, ...texts), ".alert-danger{color:red}.bg-red{color:red}.text-muted{color:red}");
});

test("what people write as Markdown keeps its look, and what is asked of an element its rule", async () => {
  const css = "blockquote{color:red}[data-bs-theme=dark] .alert{color:red}.alert:not(.small){color:red}";
  assert.equal(await kept(css, '<p class="alert" data-bs-theme="dark">'), css);
});
