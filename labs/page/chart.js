// What the labs that learn share: a chart of a few numbers over the steps.
'use strict';

(() => {
    const { element, digits } = annLabs;
    // So many pixels at the left are for the numbers at the axis.
    const LEFT = 48;
    const FONT = 'system-ui, sans-serif';

    /// A small chart of lines over their place in a list: what is at the pointer is told beside it.
    annLabs.Chart = class {
        /// `log` and `logAt`: whether values and places are on logarithmic scales.
        constructor(stage, { label, lines, log = false, logAt = false, height = 120, unit }) {
            Object.assign(this, { stage, lines, log, logAt, height, unit });
            this.canvas = element('canvas', { role: 'img', 'aria-label': label });
            this.legend = element('div', { className: 'legend' });
            this.box = element('div', { className: 'chart' }, this.legend, this.canvas);
            // Its width is kept: who asks for it in the middle of a drawing has the page laid out once more.
            new ResizeObserver(([{ contentRect }]) => { this.width = contentRect.width; }).observe(this.box);
            this.at = [];
            this.values = lines.map(() => []);
            this.canvas.addEventListener('pointermove', (event) => {
                const box = this.canvas.getBoundingClientRect();
                this.pointer = (event.clientX - box.left - LEFT) / (box.width - LEFT);
                this.draw();
            });
            this.canvas.addEventListener('pointerleave', () => { this.pointer = undefined; this.draw(); });
        }

        clear() {
            this.at = [];
            this.values = this.lines.map(() => []);
        }

        push(at, ...values) {
            if (this.at.length > 0 && at <= this.at[this.at.length - 1]) {
                return;
            }
            this.at.push(at);
            values.forEach((value, line) => this.values[line].push(value));
            // Of a long history every second entry is enough.
            if (this.at.length > 1200) {
                const half = (list) => list.filter((_, place) => place % 2 === 0 || place === list.length - 1);
                this.at = half(this.at);
                this.values = this.values.map(half);
            }
        }

        draw() {
            const { canvas, at, values, lines } = this;
            const { ink, muted, ...colours } = this.stage.colours();
            const ratio = devicePixelRatio || 1;
            this.width ??= this.box.clientWidth;
            const [width, height] = [Math.round(this.width * ratio), Math.round(this.height * ratio)];
            if (canvas.width !== width || canvas.height !== height) {
                Object.assign(canvas, { width, height });
                canvas.style.height = `${this.height}px`;
            }
            const paint = canvas.getContext('2d');
            paint.clearRect(0, 0, width, height);
            const rgb = (c, alpha = 1) => `rgb(${c[0]} ${c[1]} ${c[2]} / ${alpha})`;
            const all = values.flat().filter((value) => Number.isFinite(value) && (!this.log || value > 0));
            const scale = this.log ? (value) => Math.log10(Math.max(value, 1e-12)) : (value) => value;
            const ends = [this.log ? Math.min(...all) : 0, Math.max(...all)];
            let [low, high] = ends.map(scale);
            if (!(high > low)) {
                [low, high] = this.log ? [low - 1, low + 1] : [low, low + 1];
            }
            const along = this.logAt ? (place) => Math.log10(1 + place) : (place) => place;
            const last = along(at[at.length - 1]) || 1;
            const [left, pad] = [LEFT * ratio, 4 * ratio];
            const x = (place) => left + pad + (along(place) / last) * (width - left - 2 * pad);
            const y = (value) => height - pad - ((scale(value) - low) / (high - low)) * (height - 3 * pad);
            // The axes, and on the upright one where it begins and ends.
            paint.strokeStyle = rgb(muted, 0.45);
            paint.lineWidth = ratio;
            paint.beginPath();
            paint.moveTo(left, 0);
            paint.lineTo(left, height - 0.5 * ratio);
            paint.lineTo(width, height - 0.5 * ratio);
            paint.stroke();
            if (all.length > 0) {
                Object.assign(paint, { fillStyle: rgb(muted), font: `${11 * ratio}px ${FONT}`, textAlign: 'right', textBaseline: 'middle' });
                [...new Set(ends)].forEach((value) => paint.fillText(digits(value, 2), left - 4 * ratio, Math.min(y(value), height - 6 * ratio)));
            }
            lines.forEach((line, k) => {
                paint.strokeStyle = rgb(colours[line.colour] ?? ink);
                paint.lineWidth = 1.8 * ratio;
                paint.setLineDash(line.dash ? [5 * ratio, 4 * ratio] : []);
                paint.beginPath();
                values[k].forEach((value, i) => { paint.lineTo(x(at[i]), y(value)); });
                paint.stroke();
                // A line of one place is a point.
                if (at.length === 1 && Number.isFinite(values[k][0])) {
                    paint.setLineDash([]);
                    paint.beginPath();
                    paint.arc(x(at[0]), y(values[k][0]), 3 * ratio, 0, 7);
                    paint.stroke();
                }
            });
            paint.setLineDash([]);
            let shown = at.length - 1;
            if (this.pointer !== undefined && at.length > 1) {
                shown = at.findIndex((place) => along(place) >= this.pointer * last);
                shown = shown < 0 ? at.length - 1 : shown;
                paint.strokeStyle = rgb(muted, 0.7);
                paint.beginPath();
                paint.moveTo(x(at[shown]), 0);
                paint.lineTo(x(at[shown]), height);
                paint.stroke();
            }
            const where = element('span', { className: 'at', textContent: `${this.unit} ${digits(at[shown] ?? 0, 5)}` });
            this.legend.replaceChildren(...lines.map((line, k) => element('span', { className: `key ${line.colour} ${line.dash ? 'dash' : ''}` , textContent: `${line.name} ${digits(values[k][shown] ?? NaN)}` })), where);
        }
    };
})();
