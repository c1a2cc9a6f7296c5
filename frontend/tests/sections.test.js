import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.js";

const PAGE = `<nav data-section-navigation><details><summary data-section-current></summary>
    <a href="#s-one" data-section-link><span class="section-name">One</span></a>
    <a href="#s-two" data-section-link><span class="section-name">Two</span></a></details></nav>
  <ul data-focus-first tabindex="-1"><li><a href="#f-name" data-jump>name</a></li>
    <li><a href="#f-%E7%A7%8D" data-jump>kind</a></li><li><a href="#gone" data-jump>gone</a></li></ul>
  <section id="s-one"><input id="f-name"></section>
  <section id="s-two"><fieldset id="f-种"><input type="hidden" name="kind"><input type="radio" id="first"></fieldset></section>`;

/** What an observer of the page would tell, told by the test. */
let tell, watched;
const observed = () => {
  watched = [];
  globalThis.IntersectionObserver = class {
    constructor(callback) {
      tell = (...entries) => callback(entries.map(([target, isIntersecting]) => ({ target, isIntersecting })));
    }
    observe(section) {
      watched.push(section.id);
    }
  };
};
const begin = async (options) => {
  const page = open(PAGE, options);
  observed();
  page.defaultView.HTMLElement.prototype.scrollIntoView = () => {};
  const { install } = await import(`../src/sections.js?${options.wide}`); // how wide the window is is read once
  install(page);
  return page;
};
const follow = (link) => {
  const event = new MouseEvent("click", { bubbles: true, cancelable: true });
  link.dispatchEvent(event);
  return event.defaultPrevented;
};
const current = (page) => [...page.querySelectorAll('[aria-current="true"]')].map((link) => link.hash);

test("the first section in view is marked, however they come into it", async () => {
  const page = await begin({ wide: true });
  const [one, two] = page.querySelectorAll("section");
  assert.deepEqual(watched, ["s-one", "s-two"]);
  tell([two, true]);
  assert.deepEqual(current(page), ["#s-two"]);
  tell([one, true]);
  assert.deepEqual(current(page), ["#s-one"]);
  assert.equal(page.querySelector("summary").textContent, "One");
  tell([one, false], [two, false]); // between two sections the last one stays
  assert.deepEqual(current(page), ["#s-one"]);
});

test("the summary of errors is read first and leads to the field itself", async () => {
  const page = await begin({ wide: true });
  assert.equal(page.activeElement, page.querySelector("[data-focus-first]"));
  const [name, kind, gone] = page.querySelectorAll("[data-jump]");
  assert.equal(follow(name), true);
  assert.equal(page.activeElement.id, "f-name");
  assert.equal(follow(kind), true);
  assert.equal(page.activeElement.id, "first"); // a group itself takes no focus
  assert.equal(follow(gone), false);
});

test("on a phone the navigation is folded, and folds itself again", async () => {
  const page = await begin({ wide: false });
  const details = page.querySelector("details");
  assert.equal(details.open, false);
  details.open = true;
  follow(page.querySelector("[data-section-link]"));
  assert.equal(details.open, false);
});

const LIST = `<ol data-sections><li><a href="#s-one" id="to-s-one" data-section-link><span class="section-name">One</span> 1/9</a></li>
  <li><a href="#s-two" id="to-s-two" data-section-link><span class="section-name">Two</span> 0/4</a></li></ol>`;

test("the list of sections follows what is saved; the one in view stays marked and is watched", async () => {
  const page = open(`<form><nav data-section-navigation><details><summary data-section-current></summary>
      <span data-required-count>24</span>${LIST}</details></nav></form>
      <section id="s-one"></section><section id="s-two"></section><section id="s-three"></section>`);
  observed();
  const { install, followSections } = await import("../src/sections.js?follow");
  install(page);
  tell([page.getElementById("s-two"), true]);
  const form = page.querySelector("form");
  const fresh = LIST.replace("1/9", "2/9").replace(
    "</ol>",
    `<li><a href="#s-three" data-section-link>Three</a></li></ol>`,
  );
  followSections(form, fresh, 31);
  assert.match(page.querySelector("#to-s-one").textContent, /2\/9/);
  assert.deepEqual(current(page), ["#s-two"]);
  assert.equal(page.querySelector("[data-required-count]").textContent, "31");
  assert.ok(watched.includes("s-three"));
  followSections(form, "<p>no list</p>", 0); // an answer that is none changes nothing
  assert.equal(page.querySelector("[data-required-count]").textContent, "31");
});
