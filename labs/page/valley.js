// Chapter 6: the valley, its start dragged, turned and narrowed; one rule at a time, the way before it in grey.
'use strict';

annLabs.define('valley', (stage, { Valley }, settings) => {
    const { element, shape, digits, menu, slider, Chart, draggable, arrows } = annLabs;
    const usual = { x: -1.5, y: 1.5, angle: 36.86989764584402, kappa: 100, rule: 'momentum', rate: 0.021, beta: 0.9, beta2: 0.999 };
    const state = { ...usual };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = key === 'rule' ? value : Number(value);
    }
    const text = () => Object.keys(usual).map((key) => `${key}=${state[key]}`).join('&');
    let valley = new Valley(settings);
    let before = [];
    const WINDOW = { x: [-2.4, 2.4], y: [-2.2, 2.4] };
    const LEVELS = [0.01, 0.1, 0.5, 2, 6, 15, 35, 80, 160, 320];

    const svg = shape('svg', { class: 'plot', role: 'group', 'aria-label': 'The cost J over w1 and w2, and the way of the rule from the start to the bottom at (1, −1)' });
    const inside = shape('clipPath', { id: 'valley-inside' });
    const frame = shape('rect');
    inside.append(frame);
    const map = shape('g', { 'clip-path': 'url(#valley-inside)' });
    const [contours, old, way] = [shape('g', { class: 'contours' }), shape('path', { class: 'before' }), shape('path', { class: 'way' })];
    const dots = shape('path', { class: 'steps' });
    const bottom = shape('path', { class: 'bottom' });
    const now = shape('circle', { class: 'now', r: 5 });
    const start = shape('circle', { class: 'handle', r: 9, tabindex: 0, role: 'button' });
    const axes = shape('g', { class: 'axes' });
    map.append(contours, old, way, dots, bottom, now);
    svg.append(inside, axes, map, start);

    const chart = new Chart(stage, { label: 'The cost J after each step, logarithmic', unit: 'step', log: true, lines: [{ name: 'J', colour: 'positive' }] });
    const numbers = element('dl', { className: 'numbers' });
    const fresh = () => {
        stage.pause();
        stage.guarded(() => {
            // A way that never went anywhere is not worth showing again.
            const path = valley.path();
            before = path.length > 6 ? path : before;
            valley = new Valley(text());
        });
        chart.clear();
        stage.draw();
        stage.keep();
    };
    const set = (key) => (value) => { state[key] = value; fresh(); };
    const rules = [['sgd', 'plain descent'], ['momentum', 'momentum'], ['nesterov', 'Nesterov'], ['rmsprop', 'RMSProp'], ['adam', 'Adam']];
    const rule = menu('rule', rules, state.rule, (value) => { state.rule = value; fit(); fresh(); });
    const rate = slider('learning rate α', { from: 0.001, to: 10, value: state.rate, log: true }, set('rate'));
    const beta = slider('β', { from: 0, to: 0.99, value: state.beta }, set('beta'));
    const beta2 = slider('β₂', { from: 0, to: 0.999, value: state.beta2 }, set('beta2'));
    const kappa = slider('κ = h₁/h₂', { from: 1, to: 1000, value: state.kappa, log: true }, set('kappa'));
    const angle = slider('angle', { from: -90, to: 90, value: state.angle }, set('angle'));
    const fit = () => {
        beta.label.hidden = state.rule === 'sgd';
        beta2.label.hidden = state.rule !== 'adam';
        beta.label.firstChild.textContent = state.rule === 'adam' ? 'β₁' : 'β';
    };
    fit();
    const side = element('div', { className: 'side' }, rule.label, rate.label, beta.label, beta2.label, kappa.label, angle.label, numbers, chart.box);
    stage.bench.append(element('div', { className: 'pair' }, svg, side));

    let [width, height] = [520, 480];
    const [left, below, top, right] = [40, 36, 8, 8];
    const px = (x) => left + ((x - WINDOW.x[0]) / (WINDOW.x[1] - WINDOW.x[0])) * (width - left - right);
    const py = (y) => height - below - ((y - WINDOW.y[0]) / (WINDOW.y[1] - WINDOW.y[0])) * (height - top - below);
    const limited = (value) => Math.max(-5000, Math.min(5000, value));
    const points = (path, stride) => {
        let d = '';
        for (let i = 0; i < path.length; i += stride) {
            d += `${i === 0 ? 'M' : 'L'}${limited(px(path[i])).toFixed(1)},${limited(py(path[i + 1])).toFixed(1)}`;
        }
        return d;
    };
    const resize = () => {
        const room = svg.parentElement.clientWidth || 560;
        width = Math.max(280, Math.min(560, room < 720 ? room : room - 330));
        height = Math.round(width * 0.92);
        svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
        svg.style.width = `${width}px`;
        svg.style.height = `${height}px`;
        for (const [key, value] of Object.entries({ x: left, y: top, width: width - left - right, height: height - top - below })) {
            frame.setAttribute(key, value);
        }
        axes.replaceChildren(shape('path', { d: `M${left},${top}V${height - below}H${width - right}` }));
        const tick = (x, y, words, anchor) => axes.append(Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent: words }));
        [-2, -1, 0, 1, 2].forEach((x) => { tick(px(x), height - below + 17, digits(x), 'middle'); tick(left - 8, py(x) + 4, digits(x), 'end'); });
        tick(width - right, height - 2, 'w₁', 'end');
        tick(left + 8, top + 12, 'w₂', 'start');
    };
    const move = (x, y) => {
        state.x = Math.max(WINDOW.x[0], Math.min(WINDOW.x[1], Number(x.toFixed(3))));
        state.y = Math.max(WINDOW.y[0], Math.min(WINDOW.y[1], Number(y.toFixed(3))));
        fresh();
    };
    draggable(start, {
        move: (event) => {
            const box = svg.getBoundingClientRect();
            const x = WINDOW.x[0] + ((event.clientX - box.left - left) / (width - left - right)) * (WINDOW.x[1] - WINDOW.x[0]);
            const y = WINDOW.y[0] + ((height - below - event.clientY + box.top) / (height - top - below)) * (WINDOW.y[1] - WINDOW.y[0]);
            move(x, y);
        },
        end: () => stage.tell(say()),
    });
    arrows(start, (dx, dy) => { move(state.x + dx * 0.05, state.y + dy * 0.05); stage.tell(say()); });

    const say = () => {
        const [cost, across, along, , steps] = valley.numbers();
        return `Step ${steps}: the cost J is ${digits(cost)}. αh₁ is ${digits(across, 3)}, αh₂ is ${digits(along, 3)}.`;
    };
    let drawn = '';
    const draw = () => {
        const key = `${state.angle} ${state.kappa} ${width}`;
        if (drawn !== key) {
            drawn = key;
            contours.replaceChildren(...LEVELS.map((level) => shape('path', { d: `${points(valley.contour(level), 2)}Z` })));
        }
        const path = valley.path();
        way.setAttribute('d', points(path, 3));
        old.setAttribute('d', points(before, 3));
        let marks = '';
        for (let i = 0; i < Math.min(path.length, 900); i += 3) {
            marks += `M${limited(px(path[i])).toFixed(1)},${limited(py(path[i + 1])).toFixed(1)}h0`;
        }
        dots.setAttribute('d', marks);
        const [x, y] = [px(1), py(-1)];
        bottom.setAttribute('d', `M${x - 6},${y}H${x + 6}M${x},${y - 6}V${y + 6}`);
        now.setAttribute('cx', limited(px(path[path.length - 3])));
        now.setAttribute('cy', limited(py(path[path.length - 2])));
        start.setAttribute('cx', px(state.x));
        start.setAttribute('cy', py(state.y));
        start.setAttribute('aria-label', `The start, at ${digits(state.x, 3)} and ${digits(state.y, 3)}. Arrow keys move it.`);
        const [cost, across, along, limit, steps] = valley.numbers();
        if (steps === 0) {
            chart.clear();
        }
        // Of a long way there are the first places, and the last.
        for (let k = chart.at.length === 0 ? 0 : chart.at[chart.at.length - 1] + 1; k < path.length / 3 - 1; k += 1) {
            chart.push(k, path[3 * k + 2]);
        }
        chart.push(steps, cost);
        chart.draw();
        const rows = [
            ['step', steps], ['J', digits(cost)], ['αh₁ across', digits(across, 3)], ['αh₂ along', digits(along, 3)],
            ['largest α that stays', Number.isFinite(limit) ? digits(limit, 3) : 'none: its steps shrink'],
        ];
        // Until the guess is made, the limit is the answer.
        const shown = stage.isLocked ? rows.slice(0, 4) : rows;
        numbers.replaceChildren(...shown.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: 'Drag the start. Each ring is one height of J, and the cross is the bottom; dotted and grey is the way before this one. The steps that the settings of the chapter take are those that it prints.',
        question: {
            text: 'Before you run it: momentum with β = 0.9 goes down well at α = 0.021. How large may α be before it is thrown out of the valley? (Plain descent: 2/h₁ = 0.04.)',
            verdict: (guess) => {
                if (guess > 0) {
                    state.rate = Math.min(10, Math.max(0.001, guess));
                    rate.set(state.rate);
                    fresh();
                }
                return `You said ${digits(guess)}: that is the rate now. Run it, and see whether it stays.`;
            },
        },
        step: (n) => {
            // At the bottom it rests.
            if (valley.numbers()[0] < 1e-14) {
                return 0;
            }
            valley.step(n);
            return n;
        },
        again: () => { before = valley.path(); valley = new Valley(text()); chart.clear(); },
        seedName: 'New start',
        seed: () => {
            // Anywhere on the map: nothing that is computed depends on this draw but the start, which the address has.
            state.x = Number((4.4 * Math.random() - 2.2).toFixed(2));
            state.y = Number((4.2 * Math.random() - 1.9).toFixed(2));
            before = valley.path();
            valley = new Valley(text());
            chart.clear();
        },
        draw, say, resize,
        numbers: () => [...valley.numbers()],
        state: text,
        speed: '20',
    });
});
