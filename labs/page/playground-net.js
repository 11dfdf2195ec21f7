// The playground's network: a small plane for each neuron, and a line for each weight.
'use strict';

(() => {
    const { element, shape, digits, menu, Plane } = annLabs;
    const SMALL = 24;
    const WINDOW = 2.4;
    const ACTIVATIONS = ['tanh', 'relu', 'leaky-relu', 'sigmoid', 'identity'].map((name) => [name, name]);
    /// What is not read is drawn once, so that it can be chosen.
    const OFF = { x1: (a) => a, x2: (a, b) => b, x1x1: (a) => a * a, x2x2: (a, b) => b * b, x1x2: (a, b) => a * b, sinx1: (a) => Math.sin(2 * a), sinx2: (a, b) => Math.sin(2 * b) };

    annLabs.Net = class {
        /// `fill` colours a plane; `edit` lets a weight be written.
        constructor(play, { fill, edit }) {
            Object.assign(this, { play, fill, edit, nodes: [], edges: [], off: new Map() });
            this.box = element('div', { className: 'net' });
            // The lines are drawn on a canvas, and above it lie invisible ones that can be clicked.
            this.strokes = element('canvas', { className: 'lines', 'aria-hidden': 'true' });
            this.lines = shape('svg', { class: 'lines', 'aria-hidden': 'true' });
            this.add = element('button', { type: 'button', textContent: 'Add a layer' });
            this.remove = element('button', { type: 'button', textContent: 'Remove the last' });
            const write = (layers) => play.change('layers', layers.map((one) => one.join(':')).join(','));
            this.add.addEventListener('click', () => write([...play.layers(), play.layers().at(-1) ?? ['4', 'tanh']]));
            this.remove.addEventListener('click', () => write(play.layers().slice(0, -1)));
            this.write = write;
        }

        hover(layer, neuron) {
            this.play.hovered = layer === undefined ? undefined : [layer, neuron];
            if (!this.play.stage.running) {
                this.play.stage.draw();
            }
        }

        node(layer, neuron, label) {
            const picture = new Plane(this.play.stage, SMALL);
            const button = element('button', { type: 'button', className: 'node', 'aria-label': label, title: label }, picture.canvas);
            if (neuron !== undefined) {
                button.addEventListener('pointerenter', () => this.hover(layer, neuron));
                button.addEventListener('focus', () => this.hover(layer, neuron));
                button.addEventListener('pointerleave', () => this.hover());
                button.addEventListener('blur', () => this.hover());
            }
            return { button, picture };
        }

        /// The features, those that are read and those that could be.
        inputs() {
            const { play } = this;
            const read = element('div', { className: 'column inputs' }, element('div', { className: 'head', textContent: 'reads' }));
            const chosen = play.features();
            this.nodes.push([]);
            this.off.clear();
            for (const [key, name] of play.FEATURES) {
                const place = chosen.indexOf(key);
                const { button, picture } = this.node(0, place < 0 ? undefined : place, `The feature ${name}`);
                button.setAttribute('aria-pressed', String(place >= 0));
                button.addEventListener('click', () => {
                    const left = place < 0 ? [...chosen, key] : chosen.filter((other) => other !== key);
                    if (left.length > 0) {
                        play.change('features', left.join(','));
                    }
                });
                read.append(element('div', { className: 'feature' }, element('span', { textContent: name }), button));
                if (place >= 0) {
                    this.nodes[0][place] = { button, picture };
                } else {
                    this.off.set(key, picture);
                }
            }
            return read;
        }

        /// A hidden layer, with what changes its size and its activation.
        column([size, activation], at) {
            const layer = at + 1;
            const put = (count, name) => this.write(this.play.layers().with(at, [count, name]));
            const fewer = element('button', { type: 'button', textContent: '−', 'aria-label': `One neuron less in layer ${layer}`, disabled: Number(size) <= 1 });
            const more = element('button', { type: 'button', textContent: '+', 'aria-label': `One neuron more in layer ${layer}`, disabled: Number(size) >= 12 });
            fewer.addEventListener('click', () => put(Number(size) - 1, activation));
            more.addEventListener('click', () => put(Number(size) + 1, activation));
            const known = ACTIVATIONS.some(([name]) => name === activation) ? ACTIVATIONS : [...ACTIVATIONS, [activation, activation]];
            const kind = menu('', known, activation, (name) => put(size, name));
            kind.input.setAttribute('aria-label', `Activation of layer ${layer}`);
            const column = element('div', { className: 'column' }, element('div', { className: 'head' }, fewer, element('span', { textContent: size }), more), kind.input);
            this.nodes.push([]);
            for (let neuron = 0; neuron < Number(size); neuron += 1) {
                const made = this.node(layer, neuron, `Neuron ${neuron + 1} of layer ${layer}`);
                made.button.addEventListener('click', () => this.edit(layer, neuron, 0));
                this.nodes[layer].push(made);
                column.append(made.button);
            }
            return column;
        }

        /// Lays the network out anew, after its shape has changed.
        build() {
            const { play, lines } = this;
            const sizes = play.net.sizes();
            [this.nodes, this.edges] = [[], []];
            lines.replaceChildren();
            const columns = [this.inputs(), ...play.layers().map((layer, at) => this.column(layer, at))];
            const last = sizes.length - 1;
            const out = this.node(last, 0, 'The answer');
            out.button.addEventListener('click', () => this.edit(last, 0, 0));
            this.nodes.push([out]);
            columns.push(element('div', { className: 'column out' }, element('div', { className: 'head', textContent: 'answers' }), out.button));
            this.box.replaceChildren(this.strokes, lines, ...columns);
            for (let layer = 1; layer <= last; layer += 1) {
                for (let neuron = 0; neuron < sizes[layer]; neuron += 1) {
                    for (let from = 0; from < sizes[layer - 1]; from += 1) {
                        const near = shape('path', { class: 'near' });
                        near.addEventListener('click', () => this.edit(layer, neuron, from));
                        near.append(shape('title'));
                        lines.append(near);
                        this.edges.push({ layer, neuron, from, near });
                    }
                }
            }
            this.add.disabled = play.layers().length >= 6;
            this.remove.disabled = play.layers().length === 0;
            this.place();
            this.drawOff();
        }

        /// Puts the lines where the neurons are.
        place() {
            const { box: net, strokes, lines } = this;
            const base = net.getBoundingClientRect();
            const [left, top] = [base.left - net.scrollLeft, base.top];
            const spot = ({ button }) => {
                const box = button.getBoundingClientRect();
                return [box.left - left, box.right - left, (box.top + box.bottom) / 2 - top];
            };
            const spots = this.nodes.map((layer) => layer.map(spot));
            // Their own size must not be what makes the box as large as it is.
            strokes.style.width = strokes.style.height = '0';
            lines.setAttribute('width', 0);
            lines.setAttribute('height', 0);
            const [width, height, ratio] = [net.scrollWidth, Math.max(0, net.scrollHeight - 4), devicePixelRatio || 1];
            lines.setAttribute('width', width);
            lines.setAttribute('height', height);
            Object.assign(strokes, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
            Object.assign(strokes.style, { width: `${width}px`, height: `${height}px` });
            for (const edge of this.edges) {
                const { layer, neuron, from, near } = edge;
                const [, x1, y1] = spots[layer - 1][from];
                const [x2, , y2] = spots[layer][neuron];
                const middle = (x1 + x2) / 2;
                const d = `M${x1.toFixed(1)},${y1.toFixed(1)}C${middle.toFixed(1)},${y1.toFixed(1)} ${middle.toFixed(1)},${y2.toFixed(1)} ${x2.toFixed(1)},${y2.toFixed(1)}`;
                near.setAttribute('d', d);
                edge.way = new Path2D(d);
            }
        }

        draw() {
            const { play, strokes } = this;
            const planes = play.net.planes(SMALL);
            let neuron = 0;
            this.nodes.forEach((layer, l) => layer.forEach(({ picture }) => {
                this.fill(picture, planes, neuron * SMALL * SMALL, l);
                neuron += 1;
            }));
            const weights = play.net.weights();
            const paint = strokes.getContext('2d');
            const ratio = devicePixelRatio || 1;
            const { positive, negative } = play.stage.colours();
            paint.setTransform(ratio, 0, 0, ratio, 0, 0);
            paint.clearRect(0, 0, strokes.width, strokes.height);
            const starts = play.starts();
            const sizes = play.net.sizes();
            for (const { layer, neuron: to, from, way, near } of this.edges) {
                const weight = weights[starts[layer] + to * (sizes[layer - 1] + 1) + from];
                const size = Math.abs(weight);
                paint.strokeStyle = `rgb(${(weight < 0 ? negative : positive).join(' ')} / ${Math.min(0.95, 0.22 + 0.6 * size).toFixed(2)})`;
                paint.lineWidth = Math.min(6, 0.5 + 2.2 * size);
                paint.setLineDash(weight < 0 ? [5, 3] : []);
                paint.stroke(way);
                if (!play.stage.running) {
                    near.firstChild.textContent = `weight ${digits(weight)}: click to change it`;
                }
            }
        }

        drawOff() {
            for (const [key, picture] of this.off) {
                const values = new Float32Array(SMALL * SMALL);
                for (let k = 0; k < values.length; k += 1) {
                    const at = (i) => WINDOW * ((2 * i + 1) / SMALL - 1);
                    values[k] = OFF[key](at(k % SMALL), -at(Math.floor(k / SMALL)));
                }
                this.fill(picture, values, 0, 0);
            }
        }
    };
})();
