// A lab far away: it computes in a worker, so that the page goes on meanwhile; where workers are refused, it computes in the page.
'use strict';

(() => {
    /// Makes the objects of the library and calls them, in the worker or in the page: each call is a list of the method and what it is
    /// given. `new` makes another object; `bytes` is how much memory the library holds.
    const host = (library) => {
        let lab;
        const own = {
            new: (name, ...given) => {
                const made = new library[name](...given);
                lab?.free();
                lab = made;
            },
            bytes: () => library.bytes(),
        };
        return (calls) => calls.map(([method, ...given]) => (own[method] ?? lab[method].bind(lab))(...given));
    };

    /// What the worker runs, as text: a page from a file is given no scripts for it. The first message is the compiled library.
    const serve = (open, host) => {
        let act;
        onmessageerror = () => { throw new Error('the library did not come'); };
        onmessage = async ({ data: { module, id, calls } }) => {
            if (module) {
                act = open(module).then(host);
                act.then(() => postMessage({}), (error) => setTimeout(() => { throw error; }));
                return;
            }
            try {
                const ready = await act;
                const begin = performance.now();
                const answers = ready(calls);
                postMessage({ id, answers, spent: performance.now() - begin });
            } catch (error) {
                postMessage({ id, wrong: error.message });
            }
        };
    };

    annLabs.Far = class {
        constructor(library) {
            this.library = library;
            // What has been asked and not yet answered, in its order.
            this.asked = new Map();
            this.count = 0;
            // So many milliseconds the last answer took.
            this.spent = 0;
            try {
                const text = `(${serve})(${library.open}, ${host});`;
                this.address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
                this.worker = new Worker(this.address);
                this.worker.addEventListener('message', ({ data }) => this.came(data));
                this.worker.addEventListener('error', (event) => this.refused(event));
                this.worker.postMessage({ module: library.module });
            } catch {
                this.comeBack();
            }
        }

        /// What the object answers to these calls, one after the other.
        ask(...calls) {
            if (this.act) {
                return new Promise((resolve) => {
                    const begin = performance.now();
                    resolve(this.act(calls));
                    this.spent = performance.now() - begin;
                });
            }
            this.count += 1;
            const id = this.count;
            return new Promise((resolve, reject) => {
                this.asked.set(id, { calls, resolve, reject });
                this.worker.postMessage({ id, calls });
            });
        }

        /// Asks, but of those that come while one of them is answered only the last: the others have its answer.
        last(...calls) {
            this.next = calls;
            this.under ??= (async () => {
                try {
                    let [answers, answered] = [];
                    while (answered !== this.next) {
                        answered = this.next;
                        answers = await this.ask(...answered);
                    }
                    return answers;
                } finally {
                    this.under = undefined;
                }
            })();
            return this.under;
        }

        came({ id, answers, spent, wrong }) {
            // It is there, and needs no address any more.
            URL.revokeObjectURL(this.address);
            this.isThere = true;
            this.spent = spent;
            const question = this.asked.get(id);
            this.asked.delete(id);
            if (wrong === undefined) {
                question?.resolve(answers);
            } else {
                question?.reject(new Error(wrong));
            }
        }

        /// The worker did not start; or something went wrong in it that is no answer.
        refused(event) {
            event.preventDefault();
            if (this.act) {
                return;
            }
            if (!this.isThere) {
                this.comeBack();
                return;
            }
            const asked = [...this.asked.values()];
            this.asked.clear();
            asked.forEach(({ reject }) => reject(new Error(event.message)));
        }

        /// Computes in the page from now on, and first what was asked already.
        comeBack() {
            this.worker?.terminate();
            this.worker = undefined;
            this.act = host(this.library);
            const asked = [...this.asked.values()];
            this.asked.clear();
            asked.forEach(({ calls, resolve }) => resolve(this.ask(...calls)));
        }
    };
})();
