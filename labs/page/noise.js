// Chapter 5: the gradients of many batches around that of all samples, and the steps that they take over the cost.
'use strict';

annLabs.define('noise', (stage, { Noise }, settings) => {
    const { element, shape, digits, menu, slider, draggable, arrows } = annLabs;
    let noise = new Noise(settings);
    const state = {};
    new URLSearchParams(noise.settings()).forEach((value, key) => { state[key] = key === 'deal' ? value : Number(value); });
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    // The still figure shows more than this: it stays.
    stage.figure.classList.add('beside');
    const bottom = noise.bottom();
    const m = 119;
    // What is drawn of the plane of w and b, and how far the plane of the gradients reaches.
    const [WIDE, REACH] = [2, 2.9];
    const RINGS = [0.25, 0.5, 1, 1.5, 2];

    const plane = (name, label) => {
        const svg = shape('svg', { class: `plot ${name}`, role: 'group', 'aria-label': label });
        const clip = shape('clipPath', { id: `noise-${name}` });
        const frame = shape('rect');
        const [axes, map] = [shape('g', { class: 'axes' }), shape('g', { 'clip-path': `url(#noise-${name})` })];
        clip.append(frame);
        svg.append(clip, axes, map);
        return { svg, frame, axes, map };
    };
    const weights = plane('weights', 'The cost over w and b, rings of equal cost around the bottom, and the way of the steps');
    const gradients = plane('gradients', 'The gradient of all samples, those of batches around it, and the circle of the typical error');
    const rings = RINGS.map(() => shape('circle', { class: 'ring' }));
    const floor = shape('circle', { class: 'floor' });
    const [way, steps, next] = [shape('path', { class: 'way' }), shape('path', { class: 'steps' }), shape('path', { class: 'next' })];
    const goal = shape('path', { class: 'bottom' });
    const now = shape('circle', { class: 'now', r: 5 });
    const start = shape('circle', { class: 'handle', r: 8, tabindex: 0, role: 'button' });
    weights.map.append(...rings, way, steps, floor, goal, next, now);
    weights.svg.append(start);
    const [dots, circle, arrow] = [shape('path', { class: 'cloud' }), shape('circle', { class: 'circle' }), shape('path', { class: 'full' })];
    gradients.map.append(dots, circle, arrow);

    const numbers = element('dl', { className: 'numbers' });
    const kept = new Map();
    const change = (key) => (value) => {
        state[key] = value;
        stage.guarded(() => noise.change(state.b, state.rate));
        stage.draw();
        stage.keep();
    };
    const batch = slider('batch size B', { from: 1, to: m, value: state.b, log: true, whole: true }, change('b'));
    const rate = slider('learning rate α', { from: 0.01, to: 2, value: state.rate, log: true }, change('rate'));
    const begin = () => { noise = new Noise(text()); };
    const deal = menu('the samples of a step', [['anew', 'drawn from all'], ['deck', 'dealt from a shuffled deck']], state.deal, (value) => { state.deal = value; stage.anew(begin); });
    const figure = (words, svg) => element('div', {}, element('p', { className: 'head', textContent: words }), svg);
    const both = element('div', { className: 'both' }, figure('w and b, rings of equal cost', weights.svg), figure('gradients of batches, dw and db', gradients.svg));
    stage.bench.append(both, element('div', { className: 'under' }, element('div', { className: 'dials' }, batch.label, rate.label, deal.label), numbers));

    let size = 340;
    const px = (w) => (size * (w - bottom[0] + WIDE)) / (2 * WIDE);
    const py = (b) => (size * (bottom[1] + WIDE - b)) / (2 * WIDE);
    const gx = (dw) => (size * (dw + REACH)) / (2 * REACH);
    const gy = (db) => (size * (REACH - db)) / (2 * REACH);
    const limited = (value) => Math.max(-4000, Math.min(4000, value)).toFixed(1);
    const resize = () => {
        const room = stage.bench.clientWidth || 720;
        size = Math.max(260, Math.min(room < 640 ? room : (room - 24) / 2, 440));
        for (const { svg, frame, axes } of [weights, gradients]) {
            svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
            svg.style.width = `${size}px`;
            svg.style.height = `${size}px`;
            frame.setAttribute('width', size);
            frame.setAttribute('height', size);
            axes.replaceChildren();
        }
        const word = (axes, x, y, words, anchor) => axes.append(Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent: words }));
        weights.axes.append(shape('path', { d: `M0,${py(0)}H${size}M${px(0)},0V${size}` }));
        word(weights.axes, size - 6, py(0) - 6, 'w', 'end');
        word(weights.axes, px(0) + 6, 14, 'b', 'start');
        gradients.axes.append(shape('path', { d: `M0,${gy(0)}H${size}M${gx(0)},0V${size}` }));
        word(gradients.axes, size - 6, gy(0) - 6, 'dw', 'end');
        word(gradients.axes, gx(0) + 6, 14, 'db', 'start');
        rings.forEach((ring, k) => {
            ring.setAttribute('cx', px(bottom[0]));
            ring.setAttribute('cy', py(bottom[1]));
            // J rises with half the square of the distance.
            ring.setAttribute('r', (RINGS[k] * size) / (2 * WIDE));
        });
        goal.setAttribute('d', `M${px(bottom[0]) - 5},${py(bottom[1])}h10m-5,-5v10`);
    };
    const move = (w, b) => {
        const within = (at, middle) => Number(Math.max(middle - WIDE, Math.min(middle + WIDE, at)).toFixed(3));
        [state.w0, state.b0] = [within(w, bottom[0]), within(b, bottom[1])];
        stage.pause();
        stage.guarded(begin);
        stage.draw();
    };
    draggable(start, {
        move: (event) => {
            const box = weights.svg.getBoundingClientRect();
            move(bottom[0] - WIDE + ((event.clientX - box.left) / size) * 2 * WIDE, bottom[1] + WIDE - ((event.clientY - box.top) / size) * 2 * WIDE);
        },
        end: () => { stage.keep(); stage.tell(say()); },
    });
    arrows(start, (dx, dy) => { move(state.w0 + 0.1 * dx, state.b0 + 0.1 * dy); stage.keep(); stage.tell(say()); });

    const say = () => {
        const [taken, , , cost, length, , predicted, measured] = noise.numbers();
        return `Step ${taken}: J is ${digits(cost)}. The gradient has the length ${digits(length, 3)}, a batch of ${state.b} is off by ${digits(measured, 3)}; σ/√B says ${digits(predicted, 3)}.`;
    };
    const draw = () => {
        const [taken, w, b, cost, length, sigma, predicted, measured, settles, stayed] = noise.numbers();
        const [path, cloud] = [noise.path(), noise.cloud()];
        // Of a long way the last part is enough.
        const from = Math.max(0, path.length - 1600);
        let [d, marks] = ['', ''];
        for (let i = from; i < path.length; i += 2) {
            const at = `${limited(px(path[i]))},${limited(py(path[i + 1]))}`;
            d += `${i === from ? 'M' : 'L'}${at}`;
            marks += `M${at}h0`;
        }
        way.setAttribute('d', d);
        steps.setAttribute('d', marks);
        now.setAttribute('cx', limited(px(w)));
        now.setAttribute('cy', limited(py(b)));
        next.setAttribute('d', `M${limited(px(w))},${limited(py(b))}L${limited(px(w - state.rate * cloud[0]))},${limited(py(b - state.rate * cloud[1]))}`);
        start.setAttribute('cx', px(state.w0));
        start.setAttribute('cy', py(state.b0));
        start.setAttribute('aria-label', `The start, at w ${digits(state.w0, 3)} and b ${digits(state.b0, 3)}. Arrow keys move it.`);
        floor.setAttribute('cx', px(bottom[0]));
        floor.setAttribute('cy', py(bottom[1]));
        floor.setAttribute('r', Number.isFinite(settles) ? (settles * size) / (2 * WIDE) : 0);
        let points = '';
        for (let i = 2; i < cloud.length; i += 2) {
            points += `M${limited(gx(cloud[i]))},${limited(gy(cloud[i + 1]))}h0`;
        }
        dots.setAttribute('d', points);
        circle.setAttribute('cx', limited(gx(cloud[0])));
        circle.setAttribute('cy', limited(gy(cloud[1])));
        circle.setAttribute('r', (predicted * size) / (2 * REACH));
        arrow.setAttribute('d', `M${gx(0)},${gy(0)}L${limited(gx(cloud[0]))},${limited(gy(cloud[1]))}`);
        const rows = [
            ['step', taken], ['J', digits(cost)], ['length of the full gradient', digits(length, 3)], ['σ', digits(sigma, 3)],
            [`a batch's gradient is off by, formula σ/√${state.b}`, digits(predicted, 3)], ['the same, measured on 160 batches', digits(measured, 3)],
            ['distance from the bottom where it settles, by exercise 5', digits(settles, 3)], ['distance kept since it arrived', digits(stayed, 3)],
        ];
        // Until the guess is made, the answer is not shown.
        const isOpen = !stage.isLocked;
        numbers.replaceChildren(...rows.slice(0, isOpen ? 8 : 6).flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
        floor.style.display = isOpen ? '' : 'none';
        if (taken >= 500 && Number.isFinite(stayed)) {
            kept.set(`${state.rate} ${state.deal} ${state.b}`, stayed);
            const other = state.b >= 4 ? kept.get(`${state.rate} ${state.deal} ${state.b / 4}`) : undefined;
            if (other !== undefined) {
                stage.verdict?.(`${stage.guess === undefined ? '' : `You said ${digits(stage.guess)}. `}With B = ${state.b / 4} it kept a distance of ${digits(other, 3)}, with B = ${state.b} of ${digits(stayed, 3)}: ${digits(other / stayed, 3)} times as close.`);
            }
        }
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: 'The neuron of chapter 0 on its 119 wines, with phenols standardised: its cost is a round bowl over w and b. In the first picture each step follows the gradient of one batch; the short line is where all samples would lead, and the green circle around the bottom has the radius at which the steps settle. In the second the thick line is the gradient of all, each dot that of one of 160 batches, and the circle has the radius that σ/√B says.',
        question: {
            text: 'Before you run it: with batches of B = 4 the steps never come to rest at the bottom. With B = 16 and the same α, how many times as close to it do they stay?',
            verdict: (guess) => `You said ${digits(guess)}. Run it with B = 4 for 500 steps (faster, once it has arrived), then with B = 16: the last line of the table tells the distance.`,
        },
        step: (n) => { noise.step(n); return n; },
        again: begin,
        seedName: 'Other batches',
        seed: () => { state.seed += 1; begin(); },
        draw, say, resize,
        numbers: () => [...noise.numbers()],
        state: text,
        speed: '20',
    });
});
