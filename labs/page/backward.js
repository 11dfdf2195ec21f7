// Chapter 3: the slopes go back through the 2-2-1 network, one a step; one weight is dragged along its curve and measured.
'use strict';

annLabs.define('backward', (stage, { Backward }, settings) => {
    const { element, shape, digits, menu, slider, draggable, arrows, Diagram } = annLabs;
    const NAMES = ['x₁ → hidden 1', 'x₂ → hidden 1', 'bias of hidden 1', 'x₁ → hidden 2', 'x₂ → hidden 2', 'bias of hidden 2', 'hidden 1 → output', 'hidden 2 → output', 'bias of the output'];
    let lab = new Backward(settings);
    let seed = 0;
    const state = () => Object.fromEntries(new URLSearchParams(lab.settings()));
    const short = (number) => digits(number, 4);
    const bracketed = (number) => (number < 0 ? `(${short(number)})` : short(number));
    const parameter = (l, i, k) => (l === 1 ? 3 * i + k : 6 + k);
    const chosen = () => Number(state().weight);
    const change = (key, value) => {
        stage.guarded(() => lab.change(lab.settings().replace(new RegExp(`(^|&)${key}=[^&]*`), `$1${key}=${value}`)));
        stage.draw();
        stage.keep();
    };

    /* ---- The network and its slopes ---- */

    const KINDS = ['error', 'weight', 'bias', 'before', 'activation'];
    const operations = () => {
        const flat = lab.operations();
        return Array.from({ length: flat.length / 7 }, (_, n) => {
            const [kind, l, i, k, first, second, slope] = flat.subarray(7 * n, 7 * n + 7);
            return { kind: KINDS[kind], l, i, k, first, second, slope };
        });
    };
    const diagram = new Diagram('The 2-2-1 network: its numbers of the way forward, and the slopes of the loss that have been computed.', (l, i, k) => choose(parameter(l, i, k)));
    const sum = element('p', { className: 'sum' });
    const name = (letter, one, at = one.i) => element('span', {}, letter, ...(one.l === 2 && letter !== 'dw' ? [] : [element('sub', { textContent: letter === 'dw' && one.l === 1 ? `${one.i + 1}${at + 1}` : at + 1 })]), element('sup', { textContent: `[${one.l}]` }));
    /// The slope of one operation, how it is made, and of what.
    const words = (one) => ({
        error: () => [name('dz', one), ' = a − y = ', `${short(one.first)} − ${short(one.second)}`],
        weight: () => [name('dw', one, one.k), ' = dz · what came in = ', `${bracketed(one.first)} · ${bracketed(one.second)}`],
        bias: () => [name('db', one), ' = dz = ', short(one.first)],
        before: () => [name('da', one), ' = w · dz of the output = ', `${bracketed(one.first)} · ${bracketed(one.second)}`],
        activation: () => [name('dz', one), ' = da · g′ = ', `${bracketed(one.first)} · ${short(one.second)}`],
    })[one.kind]();
    const drawSum = (all, done) => {
        if (done === 0) {
            sum.replaceChildren(`Forward is done: a = ${short(all[0].first)}, and should be y = ${short(all[0].second)}. The way back begins at the output.`);
            return;
        }
        const now = all[done - 1];
        const [what, how, factors] = words(now);
        sum.replaceChildren(what, how, element('b', { textContent: factors }), ...(now.kind === 'bias' ? [] : [` = ${short(now.slope)}`]));
    };
    const drawNet = (all, done) => {
        const now = all[done - 1];
        const [x1, x2, ...neurons] = lab.signals();
        const made = (kind, l, i, k) => all.slice(0, done).find((one) => one.kind === kind && one.l === l && one.i === i && (k === undefined || one.k === k));
        // In the drawing three digits: there is no room for more.
        const said = (label, one) => (one ? `${label} = ${digits(one.slope, 3)}` : '');
        const isLit = (l, i) => now?.l === l && now.i === i && now.kind !== 'weight';
        [x1, x2].forEach((x, k) => diagram.node(0, k, [['x₁', 'x₂'][k], short(x)]));
        [[1, 0], [1, 1], [2, 0]].forEach(([l, i], n) => {
            const dz = made(l === 2 ? 'error' : 'activation', l, i);
            const below = l === 2 ? [said('dz', dz), said('db', made('bias', l, i))] : [said('da', made('before', l, i)), said('dz', dz)];
            diagram.node(l, i, [`z = ${digits(neurons[2 * n], 3)}`, digits(neurons[2 * n + 1], 3), ...below], isLit(l, i));
        });
        const weights = lab.weights();
        [[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1], [2, 0, 0], [2, 0, 1]].forEach(([l, i, k]) => {
            const weight = weights[parameter(l, i, k)];
            const slope = made('weight', l, i, k);
            diagram.edge(l, i, k, [`w ${digits(weight, 3)}`, slope ? `dw ${digits(slope.slope, 3)}` : ''], weight, now?.kind === 'weight' && now.l === l && now.i === i && now.k === k);
        });
    };

    /* ---- One parameter: its curve, its slope, and what is measured ---- */

    const SPAN = 3;
    const plot = shape('svg', { class: 'plot curve', role: 'group', 'aria-label': 'The loss L over one parameter, with its tangent and the line through two points at a distance ε' });
    const inside = shape('clipPath', { id: 'backward-inside' });
    const frame = shape('rect');
    inside.append(frame);
    const [curve, tangent, secant] = [shape('path', { class: 'loss' }), shape('line', { class: 'tangent' }), shape('line', { class: 'secant' })];
    const ends = [shape('circle', { class: 'end', r: 4.5 }), shape('circle', { class: 'end', r: 4.5 })];
    const handle = shape('circle', { class: 'handle', r: 9, tabindex: 0, role: 'slider' });
    const axes = shape('g', { class: 'axes' });
    plot.append(inside, axes, shape('g', { 'clip-path': 'url(#backward-inside)' }, curve, tangent, secant, ...ends), handle);
    let [width, height] = [320, 240];
    const [left, bottom, top, right] = [38, 34, 10, 8];
    let [from, high] = [0, 1];
    const px = (w) => left + ((w - from) / (2 * SPAN)) * (width - left - right);
    const py = (loss) => height - bottom - (loss / high) * (height - top - bottom);
    let middle;
    const centre = () => { middle = undefined; };
    const drawCurve = () => {
        const [, , loss, w, slope, up, down] = lab.numbers();
        const epsilon = Number(state().epsilon);
        if (middle === undefined || Math.abs(w - middle) > SPAN) {
            middle = Math.round(2 * w) / 2;
        }
        from = middle - SPAN;
        const values = lab.curve(from, from + 2 * SPAN, 121);
        high = 1.08 * Math.max(0.1, ...values);
        curve.setAttribute('d', values.reduce((d, value, k) => `${d}${k === 0 ? 'M' : 'L'}${px(from + (k * SPAN) / 60).toFixed(1)},${py(value).toFixed(1)}`, ''));
        const line = (to, x1, y1, x2, y2) => Object.entries({ x1: px(x1), y1: py(y1), x2: px(x2), y2: py(y2) }).forEach(([key, value]) => to.setAttribute(key, value));
        line(tangent, w - 2 * SPAN, loss - 2 * SPAN * slope, w + 2 * SPAN, loss + 2 * SPAN * slope);
        line(secant, w - epsilon, down, w + epsilon, up);
        [[w + epsilon, up], [w - epsilon, down]].forEach(([x, y], k) => { ends[k].setAttribute('cx', px(x)); ends[k].setAttribute('cy', py(y)); });
        // Until the guess is made, the slope is the answer.
        [tangent, secant, ...ends].forEach((one) => { one.style.display = stage.isLocked ? 'none' : ''; });
        handle.setAttribute('cx', px(w));
        handle.setAttribute('cy', py(loss));
        const of = { 'aria-label': `The parameter ${NAMES[chosen()]}`, 'aria-valuemin': -1000, 'aria-valuemax': 1000, 'aria-valuenow': w, 'aria-valuetext': `${short(w)}, the loss is ${short(loss)}` };
        Object.entries(of).forEach(([key, value]) => handle.setAttribute(key, value));
        const tick = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
        const round = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => high / one < 4.5) ?? high;
        const rows = [0, 1, 2, 3, 4].map((n) => n * round).filter((value) => value <= high);
        axes.replaceChildren(shape('path', { d: `M${left},${top}V${height - bottom}H${width - right}` }),
            ...[-2, 0, 2].map((d) => tick(px(middle + d), height - bottom + 17, digits(middle + d), 'middle')),
            ...rows.map((value) => tick(left - 7, py(value) + 4, digits(value), 'end')),
            tick(width - right, height - 3, 'w', 'end'), tick(left + 7, top + 10, 'L', 'start'));
    };
    const put = (w) => {
        stage.guarded(() => lab.set_weight(Number(Math.max(middle - SPAN, Math.min(middle + SPAN, w)).toFixed(3))));
        stage.draw();
    };
    const end = () => { stage.keep(); stage.tell(told()); };
    draggable(handle, { move: (event) => put(from + ((event.clientX - plot.getBoundingClientRect().left - left) / (width - left - right)) * 2 * SPAN), end });
    arrows(handle, (dx, dy) => { put(lab.numbers()[3] + 0.05 * (dx + dy)); end(); });

    /* ---- The page ---- */

    const which = menu('the parameter', NAMES.map((one, p) => [String(p), one]), state().weight, (value) => { centre(); change('weight', value); });
    const choose = (p) => { which.input.value = String(p); centre(); change('weight', p); };
    const answer = menu('right answer y', [['1', '1, yes'], ['0', '0, no']], state().y, (value) => change('y', value));
    const epsilon = slider('ε', { from: 1e-12, to: 2, value: state().epsilon, log: true }, (value) => change('epsilon', value));
    const rate = slider('learning rate α', { from: 0.001, to: 10, value: state().rate, log: true }, (value) => change('rate', value));
    const down = element('button', { type: 'button', textContent: 'Take a step of descent' });
    down.addEventListener('click', () => { stage.pause(); lab.descend(); stage.draw(); end(); });
    const numbers = element('dl', { className: 'numbers' });
    const side = element('div', { className: 'side' }, which.label, plot, epsilon.label, numbers);
    const controls = element('div', { className: 'controls' }, answer.label, rate.label, down);
    stage.bench.append(element('div', { className: 'pair' }, element('div', { className: 'left' }, diagram.svg, sum, controls), side));
    const resize = () => {
        const space = stage.bench.clientWidth || 560;
        const isNarrow = space < 720;
        const room = isNarrow ? space : Math.min(480, space - 370);
        diagram.resize(room);
        diagram.svg.parentElement.style.width = `${room}px`;
        width = isNarrow ? space : Math.min(400, space - room - 20);
        plot.setAttribute('viewBox', `0 0 ${width} ${height}`);
        Object.assign(plot.style, { width: `${width}px`, height: `${height}px` });
        Object.entries({ x: left, y: top, width: width - left - right, height: height - top - bottom }).forEach(([key, value]) => frame.setAttribute(key, value));
    };
    const told = () => {
        const [, steps, loss, w, slope, , , measured] = lab.numbers();
        return `The loss is ${short(loss)} after ${steps} ${steps === 1 ? 'step' : 'steps'} of descent. The parameter ${NAMES[chosen()]} is ${short(w)}, its slope ${short(slope)}, measured ${short(measured)}.`;
    };
    const say = () => {
        const done = lab.numbers()[0];
        const all = operations();
        return done === 0 ? 'Forward is done, no slope is computed yet.' : `Slope ${done} of ${all.length}: ${words(all[done - 1]).map((part) => part.textContent ?? part).join('')}${all[done - 1].kind === 'bias' ? '' : ` = ${short(all[done - 1].slope)}`}.`;
    };
    const draw = () => {
        const [done, steps, loss, w, slope, , , measured] = lab.numbers();
        const all = operations();
        drawNet(all, done);
        drawSum(all, done);
        drawCurve();
        down.disabled = stage.isLocked || done < all.length;
        down.title = done < all.length ? 'First all slopes: run it to the end' : '';
        const rows = [['L', short(loss)], ['w', short(w)], ['dw, computed', digits(slope, 7)], ['dw, measured with ε', digits(measured, 7)], ['difference of the two', digits(Math.abs(measured - slope), 2)], ['steps of descent', steps]];
        const shown = stage.isLocked ? rows.slice(0, 2) : rows;
        numbers.replaceChildren(...shown.flatMap(([label, value]) => [element('dt', { textContent: label }), element('dd', { textContent: value })]));
    };
    resize();
    requestAnimationFrame(() => { resize(); stage.draw(); });
    const [, , , asked, found] = lab.numbers();
    stage.act({
        about: 'One step is one slope, from the loss back. Click a line, or choose a parameter: on the right is the loss over it alone, with the slope that was computed (red) and the line through two points at a distance ε (dashed). Drag the point. When all slopes are there, take a step of descent.',
        question: {
            text: `Before you run it, with a pencil: the right answer is now y = ${state().y}. What is dw of the weight ${NAMES[chosen()]}, which is ${short(asked)} now? (The sign counts.)`,
            verdict: (guess) => {
                const isRight = Math.abs(guess - found) <= 0.02 * Math.max(0.01, Math.abs(found));
                const isSign = Math.sign(guess) === Math.sign(found);
                return `You said ${short(guess)}; it is ${short(found)}. ${isRight ? 'That is it.' : isSign ? 'The sign is right. Follow the factors, step by step.' : 'The weight should go the other way. Follow the factors, step by step.'}`;
            },
        },
        step: (n) => lab.step(n),
        again: () => { lab.again(); centre(); },
        seedName: 'Other weights',
        seed: () => {
            seed += 1;
            const { x1, x2, y, g, rate: alpha, epsilon: e, weight } = state();
            lab = new Backward(`seed=${seed}&x1=${x1}&x2=${x2}&y=${y}&g=${g}&rate=${alpha}&epsilon=${e}&weight=${weight}`);
            centre();
        },
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: () => lab.settings(),
        speed: '1',
    });
});
