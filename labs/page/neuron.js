// Chapter 0: wines and a line, both to be dragged; the error, the slopes and the next step.
'use strict';

annLabs.define('neuron', (stage, { Neuron }, settings) => {
    const { element, shape, digits, slider, Chart, draggable, arrows } = annLabs;
    let neuron = new Neuron(settings);
    let seed = 0;
    let moved = () => new URLSearchParams(neuron.settings()).get('moved');
    const WINDOW = { x: [0.6, 4.2], y: [-0.4, 5.6] };

    const svg = shape('svg', { class: 'plot', role: 'group', 'aria-label': 'Flavanoids against phenols of 119 wines, and the line of the neuron' });
    const errors = shape('path', { class: 'errors' });
    const axes = shape('g', { class: 'axes' });
    const line = shape('line', { class: 'line' });
    const next = shape('line', { class: 'next' });
    const dots = shape('g', { class: 'dots' });
    const handles = [0, 1].map((end) => shape('circle', {
        class: 'handle', r: 9, tabindex: 0, role: 'slider', 'aria-orientation': 'vertical', 'aria-valuemin': -100, 'aria-valuemax': 100,
        'aria-label': `${end ? 'Right' : 'Left'} end of the line`,
    }));
    svg.append(axes, errors, next, line, dots, ...handles);

    const chart = new Chart(stage, { label: 'The cost J after each step', unit: 'step', log: true, lines: [{ name: 'J', colour: 'positive' }] });
    const numbers = element('dl', { className: 'numbers' });
    const rate = slider('learning rate α', { from: 0.001, to: 1, value: Number(new URLSearchParams(neuron.settings()).get('rate')), log: true }, (value) => {
        stage.guarded(() => neuron.set_rate(value));
        stage.draw();
        stage.keep();
    });
    const side = element('div', { className: 'side' }, rate.label, numbers, chart.box);
    stage.bench.append(element('div', { className: 'pair' }, svg, side));

    // Between numbers and pixels.
    let [width, height] = [560, 380];
    const [left, bottom, top, right] = [44, 40, 8, 8];
    const px = (x) => left + ((x - WINDOW.x[0]) / (WINDOW.x[1] - WINDOW.x[0])) * (width - left - right);
    const py = (y) => height - bottom - ((y - WINDOW.y[0]) / (WINDOW.y[1] - WINDOW.y[0])) * (height - top - bottom);
    const place = (event) => {
        const box = svg.getBoundingClientRect();
        const x = WINDOW.x[0] + ((event.clientX - box.left - left) / (width - left - right)) * (WINDOW.x[1] - WINDOW.x[0]);
        const y = WINDOW.y[0] + ((height - bottom - event.clientY + box.top) / (height - top - bottom)) * (WINDOW.y[1] - WINDOW.y[0]);
        return [Math.min(Math.max(x, WINDOW.x[0]), WINDOW.x[1]), Math.min(Math.max(y, WINDOW.y[0]), WINDOW.y[1])];
    };

    const resize = () => {
        width = Math.max(280, svg.parentElement.clientWidth < 720 ? svg.parentElement.clientWidth : svg.parentElement.clientWidth - 330);
        height = Math.round(Math.min(430, width * 0.74));
        svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
        svg.style.width = `${width}px`;
        svg.style.height = `${height}px`;
        axes.replaceChildren(shape('path', { d: `M${left},${top}V${height - bottom}H${width - right}` }));
        const tick = (x, y, text, anchor) => axes.append(Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent: text }));
        [1, 2, 3, 4].forEach((x) => tick(px(x), height - bottom + 17, x, 'middle'));
        [0, 1, 2, 3, 4, 5].forEach((y) => tick(left - 8, py(y) + 4, y, 'end'));
        tick(width - right, height - 4, 'phenols', 'end');
        tick(left + 8, top + 12, 'flavanoids', 'start');
    };

    // Wines: one stop of the tab key for all; Page Up and Page Down choose another.
    let points = neuron.points();
    const count = points.length / 2;
    const wines = Array.from({ length: count }, (_, i) => {
        const dot = shape('circle', { r: 4.5, tabindex: i === 0 ? 0 : -1, role: 'button' });
        draggable(dot, { move: (event) => shift(i, ...place(event)), end: () => stage.keep() });
        arrows(dot, (dx, dy) => { shift(i, points[2 * i] + dx * 0.02, points[2 * i + 1] + dy * 0.04); stage.keep(); });
        dot.addEventListener('keydown', (event) => {
            const to = { PageDown: i + 1, PageUp: i - 1 }[event.key];
            if (wines[to]) {
                event.preventDefault();
                dot.setAttribute('tabindex', -1);
                wines[to].setAttribute('tabindex', 0);
                wines[to].focus();
            }
        });
        dots.append(dot);
        return dot;
    });
    const shift = (i, x, y) => {
        stage.guarded(() => neuron.move_point(i, x, y));
        points = neuron.points();
        chart.clear();
        stage.draw();
        stage.tell(`Wine ${i + 1} is at phenols ${digits(x, 3)}, flavanoids ${digits(y, 3)}. J is ${digits(neuron.numbers()[2])}.`);
    };

    // The ends of the line stand a little inside the figure, and go up and down.
    const ENDS = [1.0, 3.9];
    const lift = (end, y) => {
        const [w, b] = neuron.numbers();
        const other = w * ENDS[1 - end] + b;
        const slope = ((end ? y - other : other - y)) / (ENDS[1] - ENDS[0]);
        stage.pause();
        stage.guarded(() => neuron.set_line(slope, y - slope * ENDS[end]));
        chart.clear();
        stage.draw();
    };
    handles.forEach((handle, end) => {
        draggable(handle, { move: (event) => lift(end, place(event)[1]), end: () => { stage.keep(); stage.tell(say()); } });
        arrows(handle, (_, dy) => {
            const [w, b] = neuron.numbers();
            lift(end, w * ENDS[end] + b + dy * 0.05);
            stage.keep();
            stage.tell(say());
        });
    });

    const say = () => {
        const [w, b, cost, , , , , steps] = neuron.numbers();
        return `Step ${steps}: w is ${digits(w)}, b is ${digits(b)}, the cost J is ${digits(cost)}.`;
    };
    const draw = () => {
        const [w, b, cost, dw, db, typical, , steps] = neuron.numbers();
        const alpha = Number(new URLSearchParams(neuron.settings()).get('rate'));
        let gaps = '';
        for (let i = 0; i < count; i += 1) {
            const [x, y] = [points[2 * i], points[2 * i + 1]];
            wines[i].setAttribute('cx', px(x));
            wines[i].setAttribute('cy', py(y));
            wines[i].setAttribute('aria-label', `Wine ${i + 1}: phenols ${digits(x, 3)}, flavanoids ${digits(y, 3)}. Arrow keys move it, Page Down goes to the next.`);
            gaps += `M${px(x).toFixed(1)},${py(y).toFixed(1)}V${py(Math.max(-50, Math.min(50, w * x + b))).toFixed(1)}`;
        }
        errors.setAttribute('d', gaps);
        const put = (to, slope, bias) => {
            const limited = (y) => Math.max(-1e4, Math.min(1e4, y));
            WINDOW.x.forEach((x, k) => { to.setAttribute(`x${k + 1}`, px(x)); to.setAttribute(`y${k + 1}`, limited(py(slope * x + bias))); });
        };
        put(line, w, b);
        put(next, w - alpha * dw, b - alpha * db);
        handles.forEach((handle, end) => {
            const y = w * ENDS[end] + b;
            handle.setAttribute('cx', px(ENDS[end]));
            handle.setAttribute('cy', Math.max(top, Math.min(height - bottom, py(y))));
            handle.setAttribute('aria-valuenow', y.toFixed(2));
        });
        chart.push(steps, cost);
        chart.draw();
        const rows = [
            ['step', steps], ['w', digits(w)], ['b', digits(b)], ['J', digits(cost)], ['typical error', digits(typical)],
            ['∂J/∂w', digits(dw)], ['∂J/∂b', digits(db)], ['step of w', digits(-alpha * dw)], ['step of b', digits(-alpha * db)],
        ];
        numbers.replaceChildren(...rows.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
    };
    const begin = (text) => {
        neuron = new Neuron(text);
        points = neuron.points();
        chart.clear();
    };
    const carried = () => {
        const wines = moved();
        return `rate=${new URLSearchParams(neuron.settings()).get('rate')}${wines ? `&moved=${wines}` : ''}`;
    };
    requestAnimationFrame(() => { resize(); stage.draw(); });
    resize();
    stage.act({
        about: 'The 119 training wines. Drag the line by its ends, or any wine. The thin lines are the errors; the dashed line is where the next step goes.',
        question: {
            text: 'Before you run it: with α = 0.2 the line settles. From which rate on do the steps grow instead, and the line flies off?',
            verdict: (guess) => {
                if (guess > 0) {
                    rate.set(Math.min(1, Math.max(0.001, guess)));
                    stage.guarded(() => neuron.set_rate(Math.min(10, guess)));
                }
                return `You said ${digits(guess)}: that is the rate now. Run it. If the line flies off, press Again and try a smaller rate; if it settles, a larger one. The boundary is at 2/h, with h the largest curvature of J (chapter 6).`;
            },
        },
        step: (n) => { neuron.step(n); return n; },
        again: () => { neuron.again(); chart.clear(); },
        seed: () => { seed += 1; begin(`seed=${seed}&${carried()}`); },
        draw, say, resize,
        numbers: () => [...neuron.numbers()],
        state: () => neuron.settings(),
        speed: '4',
    });
});
