// The clock of a lab: how many steps are due in a frame, and how long the lab may take for them.
'use strict';

(() => {
    // So many milliseconds of a frame are for computing and drawing: the rest belongs to the page.
    const BUDGET = 7;
    // What is asked of a lab at a time should take so many milliseconds: in the page little, so that the budget is kept; far away, most of a
    // frame.
    const NEAR = [0.5, 1.5];
    const FAR = [6, 12];
    const MOST = 4096;

    annLabs.Clock = class {
        constructor(stage) {
            Object.assign(this, { stage, running: false, isVisible: true, chunk: 1 });
            // What a frame takes to draw; and of all frames, how many steps they had.
            this.cost = 2;
            this.frames = { count: 0, steps: 0, time: 0 };
            this.still = matchMedia('(prefers-reduced-motion: reduce)');
            new IntersectionObserver(([entry]) => { this.isVisible = entry.isIntersecting; this.last = undefined; }).observe(stage.box);
            document.addEventListener('visibilitychange', () => { this.last = undefined; });
        }

        play() {
            if (this.running) {
                return;
            }
            this.running = true;
            this.stage.run.textContent = '❚❚ Pause';
            // The first step comes at once.
            this.owed = 1;
            this.last = undefined;
            this.frames = { count: 0, steps: 0, time: performance.now() };
            this.frame = requestAnimationFrame((now) => this.tick(now));
        }

        /// No frame is asked for any more.
        stop() {
            cancelAnimationFrame(this.frame);
            this.running = false;
            this.stage.run.textContent = '▶ Run';
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
            const speed = this.stage.speed.input.value;
            this.owed = speed === 'full' ? Infinity : this.owed + (Number(speed) * Math.min(elapsed, this.still.matches ? 600 : 100)) / 1000;
            this.stage.guarded(() => (this.stage.can.far ? this.order() : this.work()));
        }

        /// The whole steps that are due, which are then no longer owed.
        due() {
            const due = Math.floor(this.owed);
            this.owed = due === Infinity ? 0 : this.owed - due;
            return due;
        }

        /// Steps in the page, as many as are due and the frame has time for, and a drawing.
        work() {
            const begin = performance.now();
            const time = Math.max(2, BUDGET - this.cost);
            let isOver = false;
            for (let left = this.due(); left > 0 && !isOver && performance.now() - begin < time;) {
                const before = performance.now();
                const asked = Math.min(left, this.chunk);
                const taken = this.stage.can.step(asked);
                this.frames.steps += taken;
                left -= taken;
                isOver = taken < asked;
                this.learn(performance.now() - before, NEAR);
            }
            this.draw();
            if (isOver) {
                this.stage.pause();
            }
        }

        /// Steps of a lab far away are ordered when it has answered for those before. Each answer is drawn, once.
        order() {
            if (this.isNews) {
                this.isNews = false;
                this.draw();
            }
            const left = this.away ? 0 : this.due();
            if (left === 0) {
                return;
            }
            const { stage, frames } = this;
            const asked = Math.min(left, this.chunk);
            const answered = (taken) => {
                this.away = undefined;
                this.isNews = true;
                frames.steps += taken;
                this.learn(stage.place.spent, stage.place.worker ? FAR : NEAR);
                if (taken < asked && this.running && frames === this.frames) {
                    stage.pause();
                }
            };
            this.away = stage.can.step(asked).then(answered, (error) => { this.away = undefined; stage.fail(error); });
        }

        /// How many steps are asked for the next time.
        learn(spent, [least, most]) {
            this.chunk = Math.max(1, Math.min(spent < least ? this.chunk * 2 : spent > most ? Math.floor(this.chunk / 2) : this.chunk, MOST));
        }

        draw() {
            const begin = performance.now();
            this.stage.draw();
            this.cost = 0.8 * this.cost + 0.2 * (performance.now() - begin);
            this.frames.count += 1;
        }
    };
})();
