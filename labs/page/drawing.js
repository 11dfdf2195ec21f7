// Chapter 13: a network trained on MNIST reads what is drawn, while it is drawn, and shows which pixels speak for its answer.
'use strict';

annLabs.define('drawing', (stage, { Drawing }, settings, { weights, images, labels }) => {
    const { element, arrows, article, Bars, Plane } = annLabs;
    const open = (text) => new Drawing(text, weights, images, labels);
    const [SIDE, PEN, TESTS] = [28, 2.4 / 28, 200];
    // The keyboard's pen moves by this part of the field.
    const STEP = 1 / 32;
    const lab = open(settings);
    const probabilities = (of = lab) => [...of.activations(3)];
    const isEmpty = () => lab.label() === undefined && lab.strokes().length === 0;

    /* ---- The field ---- */

    const field = element('canvas', {
        className: 'sheet', tabIndex: 0, role: 'application',
        'aria-label': 'A field to draw a digit on. The arrow keys move the pen, Space puts it down and lifts it, Backspace takes a stroke away.',
    });
    const pen = { x: 0.5, y: 0.5, isDown: false, isShown: false };
    const place = (event) => {
        const box = field.getBoundingClientRect();
        return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };
    const draws = (places) => {
        stage.guarded(() => lab.draw(new Float64Array(places)));
        stage.draw();
    };
    /// Something that is no stroke: the pen is up then.
    const act = (does) => {
        pen.isDown = false;
        stage.anew(does);
    };
    /// What was drawn is read aloud when the pen is lifted, and goes into the address.
    const lifted = () => {
        stage.keep();
        stage.where();
    };
    field.style.touchAction = 'none';
    field.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        field.focus({ preventScroll: true });
        field.setPointerCapture(event.pointerId);
        Object.assign(pen, { isDown: false, isShown: false });
        lab.begin();
        draws(place(event));
    });
    field.addEventListener('pointermove', (event) => {
        if (field.hasPointerCapture(event.pointerId)) {
            const events = event.getCoalescedEvents?.() ?? [];
            draws((events.length > 0 ? events : [event]).flatMap(place));
        }
    });
    field.addEventListener('pointerup', lifted);
    field.addEventListener('pointercancel', lifted);
    arrows(field, (dx, dy) => {
        const within = (at) => Math.max(0, Math.min(1, at));
        Object.assign(pen, { x: within(pen.x + dx * STEP), y: within(pen.y - dy * STEP), isShown: true });
        if (pen.isDown) {
            draws([pen.x, pen.y]);
        }
        stage.draw();
        const at = (part) => Math.round(32 * part);
        stage.tell(`The pen is ${pen.isDown ? 'down' : 'up'}, at column ${at(pen.x)}, row ${at(pen.y)} of 32.`);
    });
    field.addEventListener('keydown', (event) => {
        if (event.key === ' ' || event.key === 'Enter') {
            event.preventDefault();
            Object.assign(pen, { isDown: !pen.isDown, isShown: true });
            if (pen.isDown) {
                lab.begin();
                draws([pen.x, pen.y]);
            } else {
                stage.draw();
                lifted();
            }
        } else if (event.key === 'Backspace') {
            event.preventDefault();
            act(() => lab.undo());
        }
    });
    field.addEventListener('blur', () => { pen.isShown = false; stage.draw(); });

    /* ---- What the network sees and answers ---- */

    const bars = new Bars();
    const answer = element('b', { className: 'answer', 'aria-hidden': 'true' });
    const second = element('span', { className: 'second', 'aria-hidden': 'true' });
    const cells = (side, label) => {
        const [plane, words] = [new Plane(stage, side), element('figcaption', { textContent: label })];
        plane.canvas.setAttribute('aria-hidden', 'true');
        return { plane, words, box: element('figure', { className: 'cells' }, plane.canvas, words) };
    };
    const seen = cells(SIDE, 'what it sees: 28 × 28');
    const hidden = [cells(16, 'layer 1: 256 neurons'), cells(8, 'layer 2: 64 neurons')];
    const why = cells(SIDE, 'why');
    const told = element('p', { className: 'told' });
    const reading = element('div', { className: 'readings' }, element('p', { className: 'verdict' }, answer, second), bars.list);
    stage.bench.append(element('div', { className: 'desk' }, field, reading),
        element('div', { className: 'inside' }, seen.box, ...hidden.map(({ box }) => box), why.box), told);

    /// The ink of a picture over what is there already.
    const ink = element('canvas', { width: SIDE, height: SIDE });
    const drawInk = (picture) => {
        const paint = ink.getContext('2d');
        const data = paint.createImageData(SIDE, SIDE);
        const [r, g, b] = stage.colours().ink;
        const pixels = new Uint32Array(data.data.buffer);
        for (let i = 0; i < pixels.length; i += 1) {
            pixels[i] = (Math.round(255 * picture[i]) << 24) | (b << 16) | (g << 8) | r;
        }
        paint.putImageData(data, 0, 0);
    };
    const drawField = () => {
        const size = Math.round((field.clientWidth || 280) * (devicePixelRatio || 1));
        if (field.width !== size) {
            Object.assign(field, { width: size, height: size });
        }
        const paint = field.getContext('2d');
        paint.clearRect(0, 0, size, size);
        paint.imageSmoothingEnabled = true;
        if (lab.label() !== undefined) {
            paint.drawImage(ink, 0, 0, size, size);
        }
        Object.assign(paint, { lineWidth: PEN * size, lineCap: 'round', lineJoin: 'round', strokeStyle: `rgb(${stage.colours().ink})` });
        const numbers = lab.strokes();
        for (let at = 0; at < numbers.length; at += 1 + 2 * numbers[at]) {
            const stroke = new Path2D();
            for (let k = 0; k < numbers[at]; k += 1) {
                const [x, y] = [numbers[at + 1 + 2 * k], numbers[at + 2 + 2 * k]].map((part) => ((part + 0.5) / 256) * size);
                stroke.lineTo(x, y);
                if (numbers[at] === 1) {
                    stroke.lineTo(x, y);
                }
            }
            paint.stroke(stroke);
        }
        if (pen.isShown) {
            paint.beginPath();
            paint.arc(pen.x * size, pen.y * size, (PEN * size) / 2, 0, 7);
            Object.assign(paint, { lineWidth: size / 90, strokeStyle: `rgb(${stage.colours().negative})`, fillStyle: `rgb(${stage.colours().negative})` });
            paint.stroke();
            if (pen.isDown) {
                paint.fill();
            }
        }
    };
    /// A sentence on what stands there.
    const say = () => {
        if (stage.isLocked) {
            return '';
        }
        const [best, next] = lab.best();
        const shares = probabilities();
        const reads = `${article(best)} (probability ${shares[best].toFixed(3)})`;
        if (isEmpty()) {
            return `The field is empty, and the network reads ${reads}.`;
        }
        const label = lab.label();
        const truth = label === undefined ? '' : `Test digit ${shown + 1}, ${article(label)}. `;
        return `${truth}The network reads ${reads}${label !== undefined && label !== best ? ', which is wrong' : ''}; next comes ${article(next)}.`;
    };
    /// Words that are the same are left alone: the page is not laid out anew.
    const write = (where, words) => {
        if (where.textContent !== words) {
            where.textContent = words;
        }
    };
    const draw = () => {
        drawInk(lab.picture());
        drawField();
        // Until the question is answered, the answer is not shown.
        const isShown = !stage.isLocked;
        const shares = isShown ? probabilities() : undefined;
        bars.draw(shares, lab.label());
        const [best, next] = lab.best();
        write(answer, isShown ? String(best) : '?');
        answer.classList.toggle('wrong', isShown && lab.label() !== undefined && lab.label() !== best);
        write(second, isShown ? `then ${article(next)}` : '');
        seen.plane.paint.clearRect(0, 0, SIDE, SIDE);
        seen.plane.paint.drawImage(ink, 0, 0);
        hidden.forEach(({ plane }, k) => {
            const lit = lab.activations(k + 1);
            plane.fill(lit, { scale: 1 / Math.max(1e-6, ...lit), most: 1 });
        });
        const slopes = lab.why();
        why.plane.fill(slopes, { scale: isShown ? 1 / Math.max(...slopes.map(Math.abs)) : 0, most: 1 });
        why.plane.paint.globalAlpha = 0.3;
        why.plane.paint.drawImage(ink, 0, 0);
        write(why.words, isShown ? `why ${best} and not ${next}` : 'why');
        write(told, isShown ? `The last picture is the gradient of the answer's lead, the logit of ${best} minus that of ${next}, with respect to the pixels. Blue: more ink here speaks for the ${best}. Orange: it speaks for the ${next}. The stronger the colour, the more.` : '');
    };

    let shown = Number(new URLSearchParams(settings).get('digit') ?? -1);
    const show = (i) => {
        shown = i % TESTS;
        lab.show(shown);
    };
    /// The next digit of which the network is not quite sure.
    const showDoubtful = () => {
        const from = shown + 1;
        const isDoubtful = (i) => {
            show(i);
            return Math.max(...probabilities()) < 0.95;
        };
        show(Array.from({ length: TESTS }, (_, k) => from + k).find(isDoubtful) ?? from);
    };
    requestAnimationFrame(() => stage.draw());
    stage.act({
        about: 'The network, 784-256-64-10, was trained on distorted copies of the 60 000 training digits of MNIST, and its weights rounded to 8 bits. A drawing is made to a picture as MNIST has them: scaled to fit 20 × 20 pixels and placed by its centre of mass in 28 × 28, so that its size and place do not matter. The test digits are the first 200 of the 10 000 that it was not trained on.',
        question: {
            text: 'Before you draw: the field is empty, and the network answers all the same. Which of the ten digits does it read in nothing?',
            verdict: (guess) => {
                const empty = open('');
                const shares = probabilities(empty);
                empty.free();
                const best = shares.indexOf(Math.max(...shares));
                return `You said ${annLabs.digits(guess)}. ${guess === best ? 'It does' : `It reads ${article(best)}`}, with probability ${shares[best].toFixed(2)}: its ten probabilities always add up to 1, and none of them is for “no digit”. Now draw one. Then draw something that is none, and see how sure it is.`;
            },
        },
        again: () => { lab.clear(); },
        draw, say,
        numbers: () => [...lab.numbers()],
        /// The probabilities of all test digits, one after the other.
        test: () => Array.from({ length: TESTS }, (_, i) => { show(i); return probabilities(); }).flat(),
        state: () => lab.settings(),
    });
    const button = (words, does) => {
        const made = element('button', { type: 'button', textContent: words });
        made.addEventListener('click', () => act(does));
        return made;
    };
    const transport = stage.box.querySelector('.transport');
    transport.querySelector('[name="From the same start"]').replaceWith(
        button('Undo stroke', () => lab.undo()),
        button('Clear', () => lab.clear()),
        button('A test digit', () => show(shown + 1)),
        button('A doubtful one', showDoubtful),
    );
});
