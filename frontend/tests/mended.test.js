import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.js";

open("");
const { unmarkMended } = await import("../src/mended.js");

const FORM = `
  <form>
    <div class="error-summary"><ul>
      <li><a href="#name">Name</a></li><li><a href="#list-cases">Cases</a></li><li><a href="#cases-0-title">Title</a></li>
    </ul></div>
    <div class="field has-errors" data-path="name">
      <input class="is-invalid" aria-invalid="true" aria-describedby="name-errors">
      <div class="invalid-feedback" id="name-errors">Please fill in</div>
    </div>
    <fieldset id="list-cases" data-path="cases">
      <div class="invalid-feedback" id="list-cases-errors">Three cases</div>
      <div class="field has-errors" data-path="cases.0.title">
        <input class="is-invalid" aria-invalid="true">
        <div class="invalid-feedback" id="cases-0-title-errors">Please fill in</div>
      </div>
    </fieldset>
  </form>`;

const messages = (form) => [...form.querySelectorAll(".invalid-feedback")].map((one) => one.id);
const mended = (form) => [...form.querySelectorAll("li.is-mended")].map((one) => one.textContent);

test("a field that is right now loses its marks, and its entry above is crossed out", () => {
  const form = open(FORM).querySelector("form");
  unmarkMended(form, ["cases", "cases.0.title"]);
  assert.deepEqual(messages(form), ["list-cases-errors", "cases-0-title-errors"]);
  assert.deepEqual(mended(form), ["Name"]);
  assert.equal(form.querySelectorAll(".is-invalid, [aria-invalid]").length, 1);
});

test("a list that is right now leaves the marks of its entries", () => {
  const form = open(FORM).querySelector("form");
  unmarkMended(form, ["name", "cases.0.title"]);
  assert.deepEqual(messages(form), ["name-errors", "cases-0-title-errors"]);
  assert.deepEqual(mended(form), ["Cases"]);
  assert.equal(form.querySelectorAll(".is-invalid, [aria-invalid]").length, 2);
});
