// What the labs share: the question before they run, the buttons, what is said aloud, the state in the address.
'use strict';

(() => {
    const { element, colour, menu, copy, Clock, Far } = annLabs;
    /// Does it with what is there now, or is still to come.
    const after = (value, act) => (value instanceof Promise ? value.then(act) : act(value));
    const labs = new Map();
    const WAITS = 'waits for your guess above, or for “Run without a guess”.';
    const SPEEDS = [['1', '1 step a second'], ['4', '4 steps a second'], ['20', '20 steps a second'], ['100', '100 steps a second'], ['full', 'as fast as it goes']];

    class Stage {
        constructor(figure, name) {
            this.figure = figure;
            this.name = name;
            this.box = element('div', { className: `lab lab-${name}` });
            this.bench = element('div', { className: 'bench' });
            this.said = element('p', { className: 'said', role: 'status', 'aria-live': 'polite' });
            this.clock = new Clock(this);
            this.isLocked = false;
            figure.classList.add('live');
            figure.querySelector('.drawing').after(this.box);
            // The keys of a lab are its own: the arrows of the book would turn the page.
            this.box.addEventListener('keydown', (event) => event.stopPropagation());
            this.box.addEventListener('click', (event) => event.stopPropagation());
            new MutationObserver(() => this.repaint()).observe(document.documentElement, { attributeFilter: ['class'] });
            new ResizeObserver(() => this.repaint()).observe(this.bench);
        }

        /// The place where a lab is that computes far away.
        far(library) {
            this.place ??= new Far(library);
            return this.place;
        }

        /// What a lab can do, and from then on its clock: `step(n)` takes up to n steps and says how many it took, `again` and `seed`
        /// start anew, `draw` draws, `say` tells in a sentence where it is, `state` in settings; `epoch` how many steps are one. A lab
        /// without `step` has no clock. Of a lab that is `far`, `step`, `again`, `seed` and `say` promise their answers.
        act(can) {
            this.can = can;
            const button = (text, label, act) => {
                const made = element('button', { type: 'button', textContent: text, title: label, name: label });
                made.addEventListener('click', act);
                return made;
            };
            this.run = button('▶ Run', 'Run and pause', () => (this.running ? this.pause() : this.play()));
            this.run.classList.add('run');
            const steps = [button('One step', 'One step', () => this.advance(1))];
            if (can.epoch) {
                steps.push(button('One epoch', 'To the end of the epoch', () => this.advance(can.epoch())));
            }
            const fresh = [button('Again', 'From the same start', () => this.anew(can.again))];
            if (can.seed) {
                fresh.push(button(can.seedName ?? 'New seed', 'From another start', () => this.anew(can.seed)));
            }
            this.speed = menu('Speed', SPEEDS, can.speed ?? '20', () => { this.clock.owed = 0; });
            this.clocked = [this.run, ...steps];
            const link = button('Link', 'Copy a link to this state', async () => {
                this.keep();
                const isCopied = await copy(location.href);
                this.tell(`The address of the page now leads to this state${isCopied ? ', and is copied' : ': copy it from there'}.`);
            });
            const transport = element('div', { className: 'transport' }, ...(can.step ? this.clocked : []), ...fresh, ...(can.step ? [this.speed.label] : []), link);
            this.box.append(...(can.question ? [this.ask(can.question)] : []), transport, this.said, this.bench, element('p', { className: 'notice', textContent: can.about }));
            this.draw();
        }

        /// The question that is to be answered before the lab runs, or refused.
        ask({ text, verdict, unit = '' }) {
            const input = element('input', { type: 'text', inputMode: 'decimal', size: 8, autocomplete: 'off', required: true });
            const said = element('output', {});
            const skip = element('button', { type: 'button', textContent: 'Run without a guess' });
            const row = element('div', { className: 'guess' }, input, ...(unit ? [unit] : []), element('button', { type: 'submit', textContent: 'That is my guess' }), skip);
            const question = element('p', { className: 'question', textContent: text, id: `ask-${this.name}` });
            input.setAttribute('aria-labelledby', question.id);
            const form = element('form', { className: 'ask' }, question, row, said);
            const open = () => {
                row.remove();
                this.lock(false);
                (this.can.step ? this.run : this.bench.querySelector('input, select, [tabindex="0"]'))?.focus();
                this.draw();
            };
            this.lock(true);
            skip.addEventListener('click', () => { open(); form.remove(); });
            form.addEventListener('submit', (event) => {
                event.preventDefault();
                const guess = Number(input.value.trim().replace(',', '.').replace('−', '-'));
                if (!Number.isFinite(guess) || input.value.trim() === '') {
                    said.textContent = 'A number, please.';
                    return;
                }
                this.guess = guess;
                said.textContent = verdict(guess);
                open();
            });
            this.verdict = (text) => { said.textContent = text; };
            return form;
        }

        /// Until the question is answered, nothing runs: of a lab without a clock, nothing can be moved. It says why.
        lock(isLocked) {
            this.isLocked = isLocked;
            if (this.can.step) {
                this.clocked.forEach((button) => {
                    button.disabled = isLocked;
                    button.title = isLocked ? `${button.name}: ${WAITS}` : button.name;
                });
            } else {
                this.bench.inert = isLocked;
            }
            this.said.textContent = isLocked ? `${this.can.step ? 'Run' : 'The figure'} ${WAITS}` : '';
        }

        get running() {
            return this.clock.running;
        }

        play() {
            this.clock.play();
        }

        pause() {
            if (this.running) {
                this.clock.stop();
                this.keep();
                // The last answer may still be on its way.
                after(this.clock.away, () => { this.draw(); this.where(); });
            }
        }

        advance(n) {
            return this.anew(() => this.can.step?.(n));
        }

        /// Does something to the lab, and shows what came of it: at once, or when the answer is there from far away.
        anew(act) {
            this.pause();
            return after(this.guarded(act), () => {
                this.draw();
                this.keep();
                return this.where();
            });
        }

        /// Does something; what goes wrong is told, in the library's words, and the clock stands still.
        guarded(act) {
            try {
                this.said.classList.remove('wrong');
                const done = act();
                return done instanceof Promise ? done.catch((error) => this.fail(error)) : done;
            } catch (error) {
                this.fail(error);
                return undefined;
            }
        }

        fail(error) {
            this.clock.stop();
            this.said.textContent = error.message;
            this.said.classList.add('wrong');
        }

        /// Where the lab is, in a sentence; what stands there in its place, if it went wrong.
        where() {
            const isRight = !this.said.classList.contains('wrong');
            return isRight ? this.guarded(() => after(this.can.say(), (text) => this.tell(text))) : undefined;
        }

        tell(text) {
            if (this.said.textContent !== text && !this.said.classList.contains('wrong')) {
                this.said.textContent = text;
            }
        }

        draw() {
            try {
                this.can.draw();
            } catch (error) {
                this.fail(error);
            }
        }

        /// After a change of the theme or of the width.
        repaint() {
            this.palette = undefined;
            if (this.can && !this.painting) {
                this.painting = true;
                requestAnimationFrame(() => {
                    this.painting = false;
                    this.can.resize?.();
                    this.draw();
                });
            }
        }

        /// The state goes into the address, so that it can be shared.
        keep() {
            try {
                history.replaceState(history.state, '', `#lab=${this.name}&${this.can.state()}`);
            } catch {
                // Some browsers let no page from a file change its address.
            }
        }

        colours() {
            this.palette ??= Object.fromEntries(
                ['ink', 'muted', 'background', 'positive', 'negative', 'purple'].map((name) => [name, colour(this.figure, name)]),
            );
            return this.palette;
        }
    }

    Object.assign(annLabs, {
        define: (name, make) => labs.set(name, make),
        start: async (figure, library, settings, own) => {
            const stage = new Stage(figure, figure.dataset.lab);
            figure.lab = stage;
            try {
                await labs.get(figure.dataset.lab)(stage, library, settings, own);
            } catch (error) {
                // Settings from an address that are none: told, and the usual ones are taken.
                stage.box.replaceChildren();
                await labs.get(figure.dataset.lab)(stage, library, '', own);
                stage.tell(`${error.message} So the usual settings are shown.`);
            }
        },
    });
})();
