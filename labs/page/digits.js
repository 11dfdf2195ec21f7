// Chapter 11: the network of the digits learns and is judged on digits that it does not learn from; below, it reads what is drawn.
'use strict';

annLabs.define('digits', (stage, { Digits }, settings) => {
    const { element, shape, digits, menu, slider, article, arrows, Bars, Chart } = annLabs;
    let lab = new Digits(settings);
    const state = {};
    const take = () => new URLSearchParams(lab.settings()).forEach((value, name) => { state[name] = value; });
    take();
    // The weights start again; the drawing stays.
    const text = () => Object.entries({ ...state, ink: lab.ink_text() }).map(([name, value]) => `${name}=${value}`).join('&');
    const TEN = Array.from({ length: 10 }, (_, digit) => digit);
    const [SIDE, INK] = [8, 16];

    // The confusion matrix: a cell is the darker, the more digits are in it; mistakes have the other colour.
    const cells = TEN.map(() => TEN.map(() => element('td', {})));
    const head = element('tr', {}, element('td', {}), ...TEN.map((digit) => element('th', { scope: 'col', textContent: digit })));
    const rows = cells.map((row, digit) => element('tr', {}, element('th', { scope: 'row', textContent: digit }), ...row));
    const matrix = element('table', { className: 'matrix' }, element('caption', { textContent: 'True digit by row, answer by column' }), element('thead', {}, head), element('tbody', {}, ...rows));

    const chart = new Chart(stage, {
        label: 'The losses after each epoch, logarithmic', unit: 'epoch', log: true, height: 130,
        lines: [{ name: 'training', colour: 'positive' }, { name: 'validation', colour: 'purple', dash: true }],
    });
    const numbers = element('dl', { className: 'numbers' });
    const begin = () => {
        lab = new Digits(text());
        chart.clear();
        drawn = 0;
    };
    const set = (name) => (value) => {
        state[name] = value;
        stage.anew(begin);
    };
    const choices = [['0', 'none'], ['16', '16'], ['32-16', '32, 16: the chapter'], ['64-32', '64, 32']];
    if (!choices.some(([layers]) => layers === state.layers)) {
        choices.push([state.layers, state.layers.replaceAll('-', ', ')]);
    }
    const layers = menu('hidden layers', choices, state.layers, set('layers'));
    const keep = slider('keep probability p', { from: 0.1, to: 1, step: 0.05, value: state.p }, set('p'));
    const l2 = slider('penalty λ', { from: 0, to: 10, step: 0.25, value: state.l2 }, set('l2'));
    const rate = slider('learning rate α', { from: 0.0001, to: 1, value: state.rate, log: true }, set('rate'));
    const side = element('div', { className: 'side' }, element('div', { className: 'choices' }, layers.label, rate.label, keep.label, l2.label), numbers, chart.box);

    // The field: 8 × 8 pixels with a cursor for the keyboard.
    const field = shape('svg', { class: 'field8', viewBox: '0 0 8 8', tabindex: 0, role: 'application' });
    const pixels = Array.from({ length: SIDE * SIDE }, (_, i) => shape('rect', { x: i % SIDE, y: Math.floor(i / SIDE), width: 1, height: 1 }));
    const cursor = shape('rect', { class: 'cursor', width: 1, height: 1 });
    field.append(...pixels, cursor);
    const bars = new Bars();
    let [row, column] = [0, 0];
    let [shown, label] = [0, undefined];
    const rubber = element('input', { type: 'checkbox' });
    const button = (words, act) => {
        const made = element('button', { type: 'button', textContent: words });
        made.addEventListener('click', () => { stage.guarded(act); seen(); });
        return made;
    };
    const show = (i) => {
        shown = i;
        label = lab.show(i);
    };
    const buttons = element('div', { className: 'net-buttons' },
        button('Clear', () => { lab.clear(); label = undefined; }),
        button('Next digit', () => show((shown + 1) % lab.samples())),
        button('Next mistake', () => show(lab.mistake(shown + 1))),
        element('label', { className: 'rubber' }, rubber, ' rub out'));
    const reading = element('p', { className: 'reading', 'aria-live': 'polite' });
    const pad = element('div', { className: 'pad' }, field, element('div', { className: 'readings' }, reading, bars.list, buttons));
    stage.bench.append(element('div', { className: 'pair' }, matrix, side), pad);

    const place = (event) => {
        const box = field.getBoundingClientRect();
        return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
    };
    const seen = () => {
        drawPad();
        stage.keep();
    };
    let pen;
    const draws = (event) => {
        const to = place(event);
        lab.stroke(...(pen ?? to), ...to, !(rubber.checked || event.buttons === 2));
        pen = to;
        label = undefined;
        drawPad();
    };
    field.style.touchAction = 'none';
    field.addEventListener('contextmenu', (event) => event.preventDefault());
    field.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        field.setPointerCapture(event.pointerId);
        pen = undefined;
        draws(event);
    });
    field.addEventListener('pointermove', (event) => {
        if (field.hasPointerCapture(event.pointerId)) {
            draws(event);
        }
    });
    field.addEventListener('pointerup', () => stage.keep());
    arrows(field, (dx, dy) => {
        const within = (at) => Math.max(0, Math.min(SIDE - 1, at));
        [row, column] = [within(row - dy), within(column + dx)];
        drawPad();
    });
    field.addEventListener('keydown', (event) => {
        const more = { ' ': 8, Enter: 8, Backspace: -INK, Delete: -INK }[event.key];
        if (more !== undefined) {
            event.preventDefault();
            const ink = lab.ink()[row * SIDE + column];
            lab.fill(row * SIDE + column, Math.max(0, Math.min(INK, ink + more)));
            label = undefined;
            seen();
        }
    });

    const drawPad = () => {
        const [ink, read] = [lab.ink(), lab.read()];
        pixels.forEach((pixel, i) => pixel.setAttribute('fill-opacity', ink[i] / INK));
        cursor.setAttribute('x', column);
        cursor.setAttribute('y', row);
        const best = bars.draw([...read], label);
        const truth = label === undefined ? '' : `Validation digit ${shown + 1}, ${article(label)}. `;
        const words = `${truth}The network reads ${article(best)}.`;
        if (reading.textContent !== words) {
            reading.textContent = words;
        }
        field.setAttribute('aria-label', `A field of 8 by 8 pixels to draw a digit on. The arrow keys move the cursor, now in row ${row + 1}, column ${column + 1}, ink ${ink[row * SIDE + column]} of 16; Space adds ink, Backspace takes it away.`);
    };
    const say = () => {
        const [epoch, loss, validation, , accuracy] = lab.numbers();
        return `Epoch ${epoch}: training loss ${digits(loss)}, validation loss ${digits(validation)}, validation accuracy ${digits(accuracy)}.`;
    };
    let drawn = 0;
    const draw = () => {
        const [epoch, loss, validation, accuracy, right, parameters] = lab.numbers();
        const history = lab.history();
        for (; 4 * drawn < history.length; drawn += 1) {
            chart.push(drawn + 1, history[4 * drawn], history[4 * drawn + 1]);
        }
        chart.draw();
        const counts = lab.confusion();
        const most = Math.max(...TEN.map((digit) => counts.slice(10 * digit, 10 * digit + 10).reduce((sum, count) => sum + count, 0)));
        cells.forEach((line, i) => line.forEach((cell, j) => {
            const count = counts[10 * i + j];
            cell.textContent = count || '';
            cell.className = count === 0 ? '' : i === j ? 'hit' : 'miss';
            cell.style.setProperty('--share', `${count === 0 ? 0 : 14 + 56 * Math.sqrt(count / most)}%`);
        }));
        const list = [
            ['epoch', epoch], ['training loss', digits(loss)], ['validation loss', digits(validation)],
            ['training accuracy', digits(accuracy)], ['validation accuracy', digits(right)], ['parameters', parameters],
        ];
        numbers.replaceChildren(...list.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', { textContent: value })]));
        drawPad();
        if (epoch >= 1 && stage.guess !== undefined) {
            stage.verdict(`You said ${digits(stage.guess)}. After the first epoch it was ${digits(history[3])}${epoch < 100 ? '.' : `, after the last it is ${digits(right)}. Where the validation loss is smallest, and where it jumps, the chart tells. Draw a digit of your own: does the network know that it has never seen such a hand?`}`);
        }
    };
    if (!settings.includes('ink=')) {
        show(0);
    }
    requestAnimationFrame(() => stage.draw());
    stage.act({
        about: 'The network and the digits of the chapter: 1078 to learn from, 270 to judge by (the matrix); the 449 of the test stay in their drawer. Draw with the mouse or a finger, as large as the field: each pixel counts the ink in a block of 4 × 4 dots, as in the digits of the table.',
        question: {
            text: 'Before you run it: an epoch shows the network each of 1078 digits once, in 34 steps. After the first epoch, what will its accuracy be on the 270 validation digits, as a number from 0 to 1?',
            verdict: (guess) => `You said ${digits(guess)}. Take one epoch, then run.`,
        },
        step: (n) => lab.step(n),
        again: begin,
        seed: () => { state.seed = Number(state.seed) + 1; begin(); },
        draw, say,
        numbers: () => [...lab.numbers()],
        state: text,
        speed: '20',
    });
    // A step of this clock is an epoch.
    stage.box.querySelector('.transport [name="One step"]').textContent = 'One epoch';
    [...stage.speed.input.options].forEach((option) => { option.textContent = option.textContent.replace('step', 'epoch'); });
});
