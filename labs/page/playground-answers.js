// The playground's plane: what a neuron answers everywhere, with the samples over it.
'use strict';

(() => {
    const { element, digits, Plane } = annLabs;
    const LARGE = 100;
    const WINDOW = 2.4;

    /// What the parts of the playground share is `play`; see playground.js.
    annLabs.Answers = class {
        constructor(play) {
            this.play = play;
            this.plane = new Plane(play.stage, LARGE);
            this.view = element('canvas', { className: 'plane', role: 'img' });
            this.shown = element('div', { className: 'shown' });
            this.here = element('span', { className: 'here' });
            this.marks = element('canvas', {});
            this.view.addEventListener('pointermove', (event) => {
                const box = this.view.getBoundingClientRect();
                const x1 = ((event.clientX - box.left) / box.width - 0.5) * 2 * WINDOW;
                const x2 = (0.5 - (event.clientY - box.top) / box.height) * 2 * WINDOW;
                this.here.textContent = `at (${digits(x1, 2)}, ${digits(x2, 2)}) it answers ${digits(play.net.answer(x1, x2), 3)}`;
            });
            this.view.addEventListener('pointerleave', () => { this.here.textContent = ''; });
        }

        /// After other samples have come.
        renew() {
            this.points = [[this.play.net.points(false), false], [this.play.net.points(true), true]];
            this.marked = undefined;
        }

        /// After a change of the width.
        resize() {
            this.room = undefined;
        }

        /// How strong the colours are of a neuron's answers: a factor and what is added then. The answer has the colours of the classes,
        /// as everywhere in the book: blue for 0, orange for 1.
        range(layer, values, from, count) {
            const name = layer === 0 ? 'identity' : this.play.layers()[layer - 1]?.[1] ?? (this.play.isRegression() ? 'output' : 'classes');
            if (name === 'classes') {
                return [-2, 1];
            }
            if (name === 'sigmoid') {
                return [2, -1];
            }
            if (name === 'tanh' || name === 'output') {
                return [1, 0];
            }
            let most = 1e-6;
            for (let k = from; k < from + count; k += 1) {
                most = Math.max(most, Math.abs(values[k]));
            }
            return [1 / most, 0];
        }

        /// Colours a plane with the answers of a neuron of this layer: those of `values` from place `from` on.
        fill(to, values, from, layer) {
            // Where only the side counts, everything is sure.
            const sure = to === this.plane && this.play.shows('sides') ? 1e6 : 1;
            const [scale, shift] = this.range(layer, values, from, to.pixels.length).map((number) => number * sure);
            // Behind the samples paler than on a neuron.
            to.fill(values, { from, scale, shift, most: to === this.plane ? 0.55 : 0.86 });
        }

        draw() {
            const { view, plane, play } = this;
            const ratio = devicePixelRatio || 1;
            this.room ??= Math.min(view.parentElement.clientWidth, 400);
            const size = Math.round(this.room * ratio);
            if (view.width !== size) {
                Object.assign(view, { width: size, height: size });
            }
            const last = play.net.sizes().length - 1;
            const [layer, neuron] = play.hovered ?? [last, 0];
            const values = play.net.plane(layer, neuron, LARGE);
            this.fill(plane, values, 0, layer);
            const paint = view.getContext('2d');
            paint.imageSmoothingEnabled = true;
            paint.drawImage(plane.canvas, 0, 0, size, size);
            const [scale, shift] = this.range(layer, values, 0, values.length);
            plane.border(paint, values, -shift / scale, size, ratio);
            this.mark(size, ratio);
            paint.drawImage(this.marks, 0, 0);
            const names = { 0: () => `what the network reads: ${play.nameOf(play.features()[neuron])}`, [last]: () => 'what the network answers' };
            const said = (names[layer] ?? (() => `what neuron ${neuron + 1} of layer ${layer} computes`))();
            if (this.shown.textContent !== said) {
                this.shown.textContent = said;
                view.setAttribute('aria-label', `The plane of x1 and x2: ${said}.`);
            }
        }

        /// Draws the samples, if something about them has changed.
        mark(size, ratio) {
            const { marks: canvas, play } = this;
            const of = play.stage.colours();
            if (this.marked === of && canvas.width === size) {
                return;
            }
            this.marked = of;
            Object.assign(canvas, { width: size, height: size });
            const paint = canvas.getContext('2d');
            const rgb = (c, alpha = 1) => `rgb(${c.join(' ')} / ${alpha})`;
            paint.lineWidth = 1.3 * ratio;
            for (const [points, isTest] of this.points.filter(([, isTest]) => !isTest || play.shows('tests'))) {
                for (let k = 0; k < points.length; k += 3) {
                    const x = ((points[k] + WINDOW) / (2 * WINDOW)) * size;
                    const y = ((WINDOW - points[k + 1]) / (2 * WINDOW)) * size;
                    // Above 0, or class 0.
                    const isRound = play.isRegression() ? points[k + 2] > 0 : points[k + 2] < 0.5;
                    const colour = isRound ? of.positive : of.negative;
                    const strong = play.isRegression() ? Math.min(1, 0.25 + Math.abs(points[k + 2])) : 1;
                    const r = (isRound ? 3.2 : 3.6) * ratio;
                    paint.beginPath();
                    if (isRound) {
                        paint.arc(x, y, r, 0, 2 * Math.PI);
                    } else {
                        paint.moveTo(x, y - r);
                        paint.lineTo(x + 0.9 * r, y + 0.75 * r);
                        paint.lineTo(x - 0.9 * r, y + 0.75 * r);
                        paint.closePath();
                    }
                    paint.fillStyle = isTest ? rgb(of.background, 0.85) : rgb(colour, strong);
                    paint.strokeStyle = isTest ? rgb(colour, strong) : rgb(of.background, 0.9);
                    paint.fill();
                    paint.stroke();
                }
            }
        }
    };
})();
