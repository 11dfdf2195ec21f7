// The 2-2-1 network of chapters 2 and 3 as a drawing: what stands at its neurons and on its lines, the lab says.
'use strict';

(() => {
    const { shape } = annLabs;
    const SIZES = [2, 2, 1];
    const RADIUS = 27;
    const HEIGHT = 286;

    annLabs.Diagram = class {
        /// `choose`, if there is one, is told which line was clicked: layer, neuron, input.
        constructor(label, choose) {
            this.svg = shape('svg', { class: 'plot diagram', role: 'img', 'aria-label': label });
            const lines = shape('g');
            this.edges = new Map();
            for (const [l, i, k] of SIZES.slice(1).flatMap((size, at) => Array.from({ length: size * SIZES[at] }, (_, n) => [at + 1, Math.floor(n / SIZES[at]), n % SIZES[at]]))) {
                const edge = { line: shape('line', { class: 'edge' }), near: shape('line', { class: 'near' }), texts: [shape('text'), shape('text')] };
                edge.group = shape('g', {}, edge.line, edge.near);
                if (choose) {
                    edge.group.classList.add('choice');
                    edge.group.addEventListener('click', () => choose(l, i, k));
                }
                this.edges.set(`${l} ${i} ${k}`, edge);
                lines.append(edge.group);
            }
            this.nodes = SIZES.map((size) => Array.from({ length: size }, () => {
                const node = { circle: shape('circle', { class: 'neuron', r: RADIUS }), texts: Array.from({ length: 4 }, () => shape('text', { 'text-anchor': 'middle' })) };
                node.group = shape('g', {}, node.circle, ...node.texts);
                return node;
            }));
            // Words above all lines.
            const words = shape('g', { class: 'words' }, ...[...this.edges.values()].flatMap((edge) => edge.texts));
            this.svg.append(lines, ...this.nodes.flat().map((node) => node.group), words);
        }

        resize(width) {
            this.svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
            Object.assign(this.svg.style, { width: `${width}px`, height: `${HEIGHT}px` });
            const x = [RADIUS + 6, width / 2, width - RADIUS - 22];
            const place = (l, i) => [x[l], SIZES[l] === 1 ? 136 : 60 + 152 * i];
            for (const [key, { line, near, texts }] of this.edges) {
                const [l, i, k] = key.split(' ').map(Number);
                const [[x1, y1], [x2, y2]] = [place(l - 1, k), place(l, i)];
                for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) {
                    line.setAttribute(name, value);
                    near.setAttribute(name, value);
                }
                // Where lines cross, their words stand before the crossing; before the last neuron, out of the way of its own words.
                const part = l === 1 ? (i === k ? 0.5 : 0.33) : k === 0 ? 0.56 : 0.42;
                const at = [x1 + part * (x2 - x1), y1 + part * (y2 - y1)];
                texts.forEach((text, row) => {
                    text.setAttribute('text-anchor', 'middle');
                    text.setAttribute('x', at[0]);
                    text.setAttribute('y', at[1] + (row === 0 ? -6 : 16));
                });
            }
            this.nodes.forEach((layer, l) => layer.forEach(({ circle, texts }, i) => {
                const [cx, cy] = place(l, i);
                circle.setAttribute('cx', cx);
                circle.setAttribute('cy', cy);
                [-RADIUS - 9, 5, RADIUS + 17, RADIUS + 33].forEach((down, row) => {
                    texts[row].setAttribute('x', cx);
                    texts[row].setAttribute('y', cy + down);
                });
            }));
        }

        /// What stands above a neuron, in it, and in up to two lines below it; `lit` if it is the one that is at work.
        node(l, i, words, lit = false) {
            const { group, texts } = this.nodes[l][i];
            texts.forEach((text, row) => { text.textContent = words[row] ?? ''; });
            group.classList.toggle('lit', lit);
        }

        /// What stands above a line and below it; its width and kind are those of `weight`.
        edge(l, i, k, words, weight, lit = false) {
            const { group, line, texts } = this.edges.get(`${l} ${i} ${k}`);
            texts.forEach((text, row) => {
                text.textContent = words[row] ?? '';
                text.classList.toggle('lit', lit);
            });
            group.classList.toggle('lit', lit);
            line.classList.toggle('negative', weight < 0);
            line.setAttribute('stroke-width', (1 + 2 * Math.min(2.5, Math.abs(weight))).toFixed(2));
        }
    };
})();
