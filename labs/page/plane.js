// A square of numbers in colours, orange below 0 and blue above, and the line on which they change sides.
'use strict';

(() => {
    const { element } = annLabs;

    /// 256 colours from below 0 over the page's own to above 0, for a pixel each; `most` is how strong they become.
    const ramp = (stage, most) => {
        const palette = stage.colours();
        stage.ramps ??= new Map();
        const known = stage.ramps.get(most);
        if (known?.of === palette) {
            return known.colours;
        }
        const { background, positive, negative } = palette;
        const colours = new Uint32Array(256);
        for (let k = 0; k < 256; k += 1) {
            const value = (k - 127.5) / 127.5;
            const strength = most * Math.abs(value) ** 0.85;
            const [r, g, b] = background.map((base, c) => Math.round(base + strength * ((value > 0 ? positive : negative)[c] - base)));
            colours[k] = (255 << 24) | (b << 16) | (g << 8) | r;
        }
        stage.ramps.set(most, { of: palette, colours });
        return colours;
    };

    annLabs.Plane = class {
        constructor(stage, size) {
            this.stage = stage;
            this.size = size;
            this.canvas = element('canvas', { width: size, height: size });
            this.paint = this.canvas.getContext('2d');
            this.data = this.paint.createImageData(size, size);
            this.pixels = new Uint32Array(this.data.data.buffer);
        }

        /// Colours the squares: of `values`, those behind place `from`, times `scale` and plus `shift`, from −1 to 1.
        fill(values, { from = 0, scale = 1, shift = 0, most = 0.55 } = {}) {
            const colours = ramp(this.stage, most);
            for (let k = 0; k < this.pixels.length; k += 1) {
                const value = values[from + k] * scale + shift;
                this.pixels[k] = colours[Math.max(0, Math.min(255, Math.round(127.5 + 127.5 * value)))];
            }
            this.paint.putImageData(this.data, 0, 0);
        }

        /// The line on which values are `level`, square by square, on a picture `width` pixels wide.
        border(paint, values, level, width, ratio) {
            const { size } = this;
            const cell = width / size;
            paint.beginPath();
            for (let row = 0; row + 1 < size; row += 1) {
                for (let column = 0; column + 1 < size; column += 1) {
                    const at = row * size + column;
                    const a = values[at] - level;
                    const b = values[at + 1] - level;
                    const c = values[at + size + 1] - level;
                    const d = values[at + size] - level;
                    if ((a > 0) === (b > 0) && (b > 0) === (c > 0) && (c > 0) === (d > 0)) {
                        continue;
                    }
                    const cuts = [];
                    const cut = (p, q, x, y, dx, dy) => {
                        if ((p > 0) !== (q > 0)) {
                            const part = p / (p - q);
                            cuts.push([(column + 0.5 + x + dx * part) * cell, (row + 0.5 + y + dy * part) * cell]);
                        }
                    };
                    cut(a, b, 0, 0, 1, 0);
                    cut(b, c, 1, 0, 0, 1);
                    cut(c, d, 1, 1, -1, 0);
                    cut(d, a, 0, 1, 0, -1);
                    for (let k = 0; k + 1 < cuts.length; k += 2) {
                        paint.moveTo(...cuts[k]);
                        paint.lineTo(...cuts[k + 1]);
                    }
                }
            }
            paint.strokeStyle = `rgb(${this.stage.colours().ink.join(' ')} / 0.75)`;
            paint.lineWidth = 1.6 * ratio;
            paint.stroke();
        }
    };
})();
