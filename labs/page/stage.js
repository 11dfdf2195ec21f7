// What the labs share: the question before they run, the buttons, the clock, what is said aloud, the state in the address.
'use strict';

(() => {
    const { element, colour, menu, copy } = annLabs;
    // So many milliseconds of a frame are for computing and drawing: the rest belongs to the page.
    const BUDGET = 7;
    const labs = new Map();
    const SPEEDS = [['1', '1 step a second'], ['4', '4 steps a second'], ['20', '20 steps a second'], ['100', '100 steps a second'], ['full', 'as fast as it goes']];

    class Stage {
        constructor(figure, name) {
            this.figure = figure;
            this.name = name;
            this.box = element('div', { className: `lab lab-${name}` });
            this.bench = element('div', { className: 'bench' });
            this.said = element('p', { className: 'said', role: 'status', 'aria-live': 'polite' });
            this.running = false;
            this.isLocked = false;
            this.isVisible = true;
            this.cost = 2;
            this.chunk = 1;
            this.frames = { count: 0, steps: 0, time: 0 };
            figure.classList.add('live');
            figure.querySelector('.drawing').after(this.box);
            // The keys of a lab are its own: the arrows of the book would turn the page.
            this.box.addEventListener('keydown', (event) => event.stopPropagation());
            this.box.addEventListener('click', (event) => event.stopPropagation());
            new IntersectionObserver(([entry]) => { this.isVisible = entry.isIntersecting; this.last = undefined; }).observe(this.box);
            document.addEventListener('visibilitychange', () => { this.last = undefined; });
            new MutationObserver(() => this.repaint()).observe(document.documentElement, { attributeFilter: ['class'] });
            new ResizeObserver(() => this.repaint()).observe(this.bench);
            this.still = matchMedia('(prefers-reduced-motion: reduce)');
        }

        /// What a lab can do, and from then on its clock: `step(n)` takes up to n steps and says how many it took, `again` and `seed`
        /// start anew, `draw` draws, `say` tells in a sentence where it is, `state` in settings; `epoch` how many steps are one. A lab
        /// without `step` has no clock.
        act(can) {
            this.can = can;
            const button = (text, label, act) => {
                const made = element('button', { type: 'button', textContent: text, title: label });
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
            this.speed = menu('Speed', SPEEDS, can.speed ?? '20', () => { this.owed = 0; });
            this.clock = [this.run, ...steps];
            const link = button('Link', 'Copy a link to this state', async () => {
                this.keep();
                const isCopied = await copy(location.href);
                this.tell(`The address of the page now leads to this state${isCopied ? ', and is copied' : ': copy it from there'}.`);
            });
            const transport = element('div', { className: 'transport' }, ...(can.step ? this.clock : []), ...fresh, ...(can.step ? [this.speed.label] : []), link);
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

        /// Until the question is answered, nothing runs: of a lab without a clock, nothing can be moved.
        lock(isLocked) {
            this.isLocked = isLocked;
            if (this.can.step) {
                this.clock.forEach((button) => { button.disabled = isLocked; });
            } else {
                this.bench.inert = isLocked;
            }
        }

        play() {
            if (this.running) {
                return;
            }
            this.running = true;
            this.run.textContent = '❚❚ Pause';
            // The first step comes at once.
            this.owed = 1;
            this.last = undefined;
            this.frames = { count: 0, steps: 0, time: performance.now() };
            this.frame = requestAnimationFrame((now) => this.tick(now));
        }

        /// The clock stands still: no frame is asked for any more.
        stop() {
            cancelAnimationFrame(this.frame);
            this.running = false;
            this.run.textContent = '▶ Run';
        }

        pause() {
            if (!this.running) {
                return;
            }
            this.stop();
            this.keep();
            this.where();
        }

        tick(now) {
            this.frame = requestAnimationFrame((later) => this.tick(later));
            // What was not seen does not count.
            this.last ??= now;
            const elapsed = now - this.last;
            // Whoever wants little motion sees it twice a second.
            if (!this.isVisible || (this.still.matches && elapsed < 500)) {
                return;
            }
            this.last = now;
            let isOver = false;
            this.guarded(() => {
                const begin = performance.now();
                const full = this.speed.input.value === 'full';
                this.owed += full ? 0 : (Number(this.speed.input.value) * Math.min(elapsed, this.still.matches ? 600 : 100)) / 1000;
                let left = full ? Infinity : Math.floor(this.owed);
                this.owed -= full ? 0 : left;
                const time = Math.max(2, BUDGET - this.cost);
                while (left > 0 && performance.now() - begin < time) {
                    const before = performance.now();
                    const asked = Math.min(left, this.chunk);
                    const taken = this.can.step(asked);
                    this.frames.steps += taken;
                    left -= taken;
                    isOver = taken < asked;
                    if (isOver) {
                        break;
                    }
                    // About a millisecond at a time.
                    const spent = performance.now() - before;
                    this.chunk = Math.max(1, Math.min(spent < 0.5 ? this.chunk * 2 : spent > 1.5 ? Math.floor(this.chunk / 2) : this.chunk, 4096));
                }
                const drawing = performance.now();
                this.draw();
                this.cost = 0.8 * this.cost + 0.2 * (performance.now() - drawing);
                this.frames.count += 1;
            });
            if (isOver) {
                this.pause();
            }
        }

        advance(n) {
            this.pause();
            this.guarded(() => { this.can.step?.(n); });
            this.draw();
            this.keep();
            this.where();
        }

        anew(act) {
            this.pause();
            this.guarded(act);
            this.draw();
            this.keep();
            this.where();
        }

        /// Does something; what goes wrong is told, in the library's words, and the clock stands still.
        guarded(act) {
            try {
                this.said.classList.remove('wrong');
                return act();
            } catch (error) {
                this.fail(error);
                return undefined;
            }
        }

        fail(error) {
            this.stop();
            this.said.textContent = error.message;
            this.said.classList.add('wrong');
        }

        /// Where the lab is, in a sentence; what stands there in its place, if it went wrong.
        where() {
            if (!this.said.classList.contains('wrong')) {
                this.guarded(() => this.tell(this.can.say()));
            }
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
        start: (figure, library, settings, own) => {
            const stage = new Stage(figure, figure.dataset.lab);
            figure.lab = stage;
            try {
                labs.get(figure.dataset.lab)(stage, library, settings, own);
            } catch (error) {
                // Settings from an address that are none: told, and the usual ones are taken.
                stage.box.replaceChildren();
                labs.get(figure.dataset.lab)(stage, library, '', own);
                stage.tell(`${error.message} So the usual settings are shown.`);
            }
        },
    });
})();
