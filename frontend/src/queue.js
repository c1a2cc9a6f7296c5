// Does one thing after the other, in the order in which they were asked for; one that fails holds up no other.
export class Queue {
  /** @type {Promise<void>} */
  #last = Promise.resolve();
  #open = 0;

  /** Whether something runs or waits for its turn. */
  get busy() {
    return this.#open > 0;
  }

  /**
   * Begin `work` when everything before it is done; what it throws is for whoever asked for it.
   * @param {() => Promise<void>} work
   * @returns {Promise<void>}
   */
  run(work) {
    this.#open += 1;
    const done = this.#last.then(work).finally(() => (this.#open -= 1));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Wait until nothing runs or waits any more, what was asked for meanwhile included. */
  async idle() {
    while (this.busy) await this.#last;
  }
}
