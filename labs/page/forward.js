// Chapter 2: a sample goes through the 2-2-1 network, one multiplication a step; the sample is dragged on the plane of answers.
'use strict';

annLabs.define('forward', (stage, { Forward }, settings) => {
    const { element, shape, digits, menu, draggable, arrows, Diagram, Plane } = annLabs;
    const WINDOW = 3;
    const SQUARES = 60;
    const GS = ['relu', 'leaky-relu', 'tanh', 'sigmoid', 'identity'];
    const state = { x1: 2, x2: 1, g: 'relu' };
    for (const [key, value] of new URLSearchParams(settings)) {
        state[key] = key === 'g' ? value : Number(value);
    }
    const text = () => Object.entries(state).map(([key, value]) => `${key}=${value}`).join('&');
    let lab = new Forward(settings);

    /// The operations as the library lists them: of each the layer, the neuron, the input, two factors and what they made.
    const operations = () => {
        const flat = lab.operations();
        return Array.from({ length: flat.length / 6 }, (_, n) => {
            const [l, i, k, factor, input, result] = flat.subarray(6 * n, 6 * n + 6);
            return { l, i, k, factor, input, result, kind: ['product', 'bias', 'g'][Math.max(0, k - 1)] };
        });
    };
    const short = (number) => digits(number, 4);
    const bracketed = (number) => (number < 0 ? `(${short(number)})` : short(number));
    const isOne = (l) => l === 2;
    const name = (letter, l, i) => element('span', {}, letter, ...(isOne(l) ? [] : [element('sub', { textContent: i + 1 })]), element('sup', { textContent: `[${l}]` }));
    const spoken = (letter, l, i) => (isOne(l) ? `${letter} of layer 2` : `${letter} ${i + 1} of layer 1`);

    /* ---- The network, and the sum that is being formed ---- */

    const diagram = new Diagram('The 2-2-1 network with its weights on the lines; what has been computed stands at the neurons.');
    const equation = element('div', { className: 'equation', 'aria-hidden': 'true' });
    const sum = element('p', { className: 'sum' });
    const matrix = (title, l, rows, lit) => {
        const cells = rows.flatMap((row, r) => row.map((cell, c) => element('span', { className: lit(r, c) ?? '', textContent: cell })));
        const grid = element('span', { className: 'matrix' }, ...cells);
        grid.style.gridTemplateColumns = `repeat(${rows[0].length}, auto)`;
        return element('span', { className: 'named' }, grid, element('span', { className: 'title' }, title, element('sup', { textContent: `[${l}]` })));
    };
    /// Z = W A + b of the layer at work: the row of W and the column of A that are multiplied are lit, and in them the two factors.
    const drawEquation = (all, done) => {
        const at = all[Math.max(0, done - 1)];
        const now = done > 0 ? at : { i: -1, k: -1 };
        const of = (kind, l = at.l) => all.filter((one) => one.l === l && one.kind === kind);
        const products = of('product');
        const rows = [...new Set(products.map((one) => one.i))];
        const isDone = (one) => all.indexOf(one) < done;
        const inSum = now.kind === 'product' || now.kind === 'bias';
        // What stands in Z: nothing yet, the sum so far, or the whole.
        const z = rows.map((i) => {
            const made = all.filter((one) => one.l === at.l && one.i === i && one.kind !== 'g' && isDone(one));
            return [made.length > 0 ? short(made[made.length - 1].result) : '·'];
        });
        const a = of('g').map((one) => [isDone(one) ? short(one.result) : '·']);
        equation.replaceChildren(
            matrix('W', at.l, rows.map((i) => products.filter((one) => one.i === i).map((one) => short(one.factor))), (r, c) => (inSum && r === now.i ? (c === now.k ? 'now' : 'lit') : undefined)),
            matrix('A', at.l - 1, products.filter((one) => one.i === 0).map((one) => [short(one.input)]), (r) => (inSum ? (r === now.k ? 'now' : 'lit') : undefined)),
            element('span', { className: 'sign', textContent: '+' }),
            matrix('b', at.l, of('bias').map((one) => [short(one.factor)]), (r) => (r === now.i && inSum ? (now.kind === 'bias' ? 'now' : 'lit') : undefined)),
            element('span', { className: 'sign', textContent: '=' }),
            matrix('Z', at.l, z, (r) => (r === now.i ? 'lit' : undefined)),
            element('span', { className: 'sign', textContent: '→' }),
            matrix('A', at.l, a, (r) => (r === now.i && now.kind === 'g' ? 'now' : undefined)),
        );
    };
    const isNow = (one) => element('b', {}, one);
    const drawSum = (all, done) => {
        if (done === 0) {
            sum.replaceChildren(`Nothing is computed yet. The first product is ${bracketed(all[0].factor)} · ${bracketed(all[0].input)}.`);
            return;
        }
        const now = all[done - 1];
        if (now.kind === 'g') {
            const g = now.l === 2 ? 'σ' : state.g;
            sum.replaceChildren(name('a', now.l, now.i), ' = ', isNow(`${g}(${short(now.factor)})`), ` = ${short(now.result)}`);
            return;
        }
        const terms = all.slice(0, done).filter((one) => one.l === now.l && one.i === now.i && one.kind !== 'g').flatMap((one, n) => {
            const words = one.kind === 'bias' ? bracketed(one.factor) : `${bracketed(one.factor)} · ${bracketed(one.input)}`;
            return [n === 0 ? '' : ' + ', one === now ? isNow(words) : words];
        });
        sum.replaceChildren(name('z', now.l, now.i), ' = ', ...terms, now.kind === 'bias' ? '' : ' + …', ` = ${short(now.result)}`, now.kind === 'bias' ? '' : ' so far');
    };
    const drawNet = (all, done) => {
        const now = all[done - 1];
        const made = (kind, l, i) => all.slice(0, done).find((one) => one.kind === kind && one.l === l && one.i === i);
        [state.x1, state.x2].forEach((x, k) => diagram.node(0, k, [['x₁', 'x₂'][k], short(x)], now?.l === 1 && now.kind === 'product' && now.k === k));
        for (const { l, i, factor } of all.filter((one) => one.kind === 'bias')) {
            const [z, a] = [made('bias', l, i), made('g', l, i)];
            diagram.node(l, i, [`z = ${z ? short(z.result) : '…'}`, a ? short(a.result) : '', `b = ${short(factor)}`, l === 2 && a ? 'the answer' : ''], now?.l === l && now.i === i);
        }
        for (const one of all.filter(({ kind }) => kind === 'product')) {
            diagram.edge(one.l, one.i, one.k, [short(one.factor)], one.factor, one === now);
        }
    };

    /* ---- The plane of answers ---- */

    const plane = new Plane(stage, SQUARES);
    const picture = element('canvas', { className: 'answers', 'aria-hidden': 'true' });
    const handle = shape('circle', { class: 'handle', r: 9, tabindex: 0, role: 'button' });
    const words = shape('g');
    const over = shape('svg', { class: 'plot over' }, words, handle);
    const view = element('div', { className: 'map' }, picture, over);
    const here = element('p', { className: 'here' });
    const g = menu('g of the hidden layer', GS.map((one) => [one, one]), state.g, (value) => {
        state.g = value;
        stage.pause();
        stage.guarded(() => {
            const { done } = now();
            lab = new Forward(text());
            lab.step(done);
        });
        drawn = '';
        stage.draw();
        stage.keep();
    });
    const now = () => {
        const [done, x1, x2, last] = lab.numbers();
        return { done, x1, x2, last };
    };
    let room = 300;
    const at = (value, sign) => room / 2 + (sign * Math.max(-WINDOW, Math.min(WINDOW, value)) * room) / (2 * WINDOW);
    const put = (x1, x2) => {
        const limited = (x) => Math.max(-WINDOW, Math.min(WINDOW, Number(x.toFixed(2))));
        stage.guarded(() => lab.set_x(limited(x1), limited(x2)));
        Object.assign(state, { x1: limited(x1), x2: limited(x2) });
        stage.draw();
    };
    const end = () => { stage.keep(); stage.tell(say()); };
    draggable(handle, {
        move: (event) => {
            const box = view.getBoundingClientRect();
            put(((event.clientX - box.left) / room - 0.5) * 2 * WINDOW, (0.5 - (event.clientY - box.top) / room) * 2 * WINDOW);
        },
        end,
    });
    arrows(handle, (dx, dy) => { put(state.x1 + 0.1 * dx, state.x2 + 0.1 * dy); end(); });
    let drawn = '';
    const drawPlane = () => {
        const size = Math.round(room * (devicePixelRatio || 1));
        const key = `${state.g} ${size} ${stage.colours().background}`;
        if (drawn !== key) {
            drawn = key;
            Object.assign(picture, { width: size, height: size });
            const values = lab.plane(SQUARES);
            plane.fill(values, { scale: 2, shift: -1 });
            const paint = picture.getContext('2d');
            paint.drawImage(plane.canvas, 0, 0, size, size);
            plane.border(paint, values, 0.5, size, devicePixelRatio || 1);
        }
        handle.setAttribute('cx', at(state.x1, 1));
        handle.setAttribute('cy', at(state.x2, -1));
        handle.setAttribute('aria-label', `The sample, at x1 = ${short(state.x1)}, x2 = ${short(state.x2)}. Arrow keys move it.`);
    };

    /* ---- The page ---- */

    const side = element('div', { className: 'side' }, view, here, g.label);
    const left = element('div', { className: 'left' }, diagram.svg, equation, sum);
    stage.bench.append(element('div', { className: 'pair' }, left, side));
    const resize = () => {
        const space = stage.bench.clientWidth || 560;
        const isNarrow = space < 720;
        const wide = isNarrow ? space : Math.min(480, space - 340);
        diagram.resize(wide);
        left.style.width = `${wide}px`;
        room = Math.min(300, space);
        Object.assign(view.style, { width: `${room}px`, height: `${room}px` });
        over.setAttribute('viewBox', `0 0 ${room} ${room}`);
        const word = (x, y, textContent, anchor) => Object.assign(shape('text', { x, y, 'text-anchor': anchor }), { textContent });
        words.replaceChildren(word(room - 8, room / 2 - 6, 'x₁', 'end'), word(room / 2 + 8, 16, 'x₂', 'start'),
            shape('path', { class: 'cross', d: `M0,${room / 2}H${room}M${room / 2},0V${room}` }));
    };
    const say = () => {
        const { done, last } = now();
        if (done === 0) {
            return `Nothing is computed yet for x = (${short(state.x1)}, ${short(state.x2)}).`;
        }
        const all = operations();
        const { l, i, kind } = all[done - 1];
        const what = { product: 'the sum so far, ', bias: '', g: '' }[kind] + spoken(kind === 'g' ? 'a' : 'z', l, i);
        return `Operation ${done} of ${all.length}: ${what}, is ${short(last)}.`;
    };
    const draw = () => {
        const [all, { done }] = [operations(), now()];
        drawNet(all, done);
        drawEquation(all, done);
        drawSum(all, done);
        drawPlane();
        here.textContent = done === all.length ? `At (${short(state.x1)}, ${short(state.x2)}) the network answers ${short(all[done - 1].result)}.` : `x = (${short(state.x1)}, ${short(state.x2)}). Drag it.`;
    };
    resize();
    requestAnimationFrame(() => { resize(); stage.draw(); });
    const asked = [state.x1, state.x2];
    stage.act({
        about: 'One step is one product, one bias, or one g. Blue is where the answer is above ½, orange where it is below; on the line between them it is ½. When all is computed, drag the sample: the numbers follow. With the identity for g, the line is straight.',
        question: {
            text: `Before you run it, with a pencil: what does the network answer for x = (${asked.map(short).join(', ')})? (g is ${state.g} in the hidden layer, and the sigmoid at the end.)`,
            verdict: (guess) => {
                const answer = lab.answer(...asked);
                const isRight = Math.abs(guess - answer) < 0.006;
                return `You said ${short(guess)}; the network answers ${short(answer)}. ${isRight ? 'That is it.' : 'Go through it step by step, and find where your numbers and these part.'}`;
            },
        },
        step: (n) => lab.step(n),
        again: () => lab.again(),
        seedName: 'Another sample',
        seed: () => {
            // In quarters, so that a pencil will do.
            const draw = () => Math.round(8 * (Math.random() * 2 - 1)) / 4;
            [state.x1, state.x2] = [draw(), draw()];
            lab = new Forward(text());
        },
        draw, say, resize,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '1',
    });
});
