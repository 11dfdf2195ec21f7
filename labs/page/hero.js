// The front page: the border between the moons forms again, in the still figure itself, whose regions are drawn anew.
'use strict';

/// `button` pauses, goes on, and begins again; `figure.lab` is what a test asks.
window.annHero = (figure, { Hero }, button) => {
    /// Rectangles across and down, as in the figure; milliseconds that the steps are spread over; those of a frame that are taken.
    const CELLS = 80;
    const LONG = 7000;
    const BUDGET = 6;
    const STEPS = 5000;
    const svg = figure.querySelector('.drawing > svg');

    /// The regions: of each class, by how sure the network is, in the colours and strengths that the figure has.
    const regions = [...svg.querySelectorAll('path[opacity]')].map((path) => ({ path, d: path.getAttribute('d'), fill: path.getAttribute('fill'), opacity: Number(path.getAttribute('opacity')) }));
    // Beside their names the figure has a mark of each class, a dot and a triangle.
    const classes = ['class 0', 'class 1'].map((name) => {
        const mark = [...svg.querySelectorAll('text')].find((text) => text.textContent === name).previousElementSibling;
        return mark.getAttribute('stroke') ?? mark.getAttribute('fill');
    });
    const levels = [...new Set(regions.map(({ opacity }) => opacity))].sort((a, b) => a - b);
    const shade = (answer) => {
        const sure = Math.abs(2 * answer - 1);
        return (answer > 0.5 ? levels.length : 0) + Math.round(sure * (levels.length - 1));
    };
    const paths = classes.flatMap((fill) => levels.map((opacity) => regions.find((region) => region.fill === fill && region.opacity === opacity)?.path));

    /// Where the figure has its plane, and what its axes say: two numbers of each are enough.
    const boxes = regions.map(({ path }) => path.getBBox());
    const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
    const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
    const axis = (anchor, place) => {
        const ticks = [...svg.querySelectorAll(`text[text-anchor="${anchor}"]`)].map((text) => [Number(text.textContent.replace('−', '-')), Number(text.getAttribute(place))]);
        const [[a, at], [b, to]] = [ticks.find(([value]) => Number.isFinite(value)), ticks.findLast(([value]) => Number.isFinite(value))];
        return (pixel) => a + ((pixel - at) / (to - at)) * (b - a);
    };
    const [x, y] = [axis('middle', 'x'), axis('end', 'y')];
    const [across, down] = [(right - left) / CELLS, (bottom - top) / CELLS];

    const draw = () => {
        const plane = lab.plane(x(left), x(right), y(bottom), y(top), CELLS, CELLS);
        const drawn = paths.map(() => '');
        for (let row = 0; row < CELLS; row += 1) {
            for (let from = 0, to = 0; from < CELLS; from = to) {
                const kind = shade(plane[row * CELLS + from]);
                for (to = from + 1; to < CELLS && shade(plane[row * CELLS + to]) === kind; to += 1);
                const [start, end] = [from, to].map((column) => (left + column * across).toFixed(1));
                drawn[kind] += `M${start},${(top + row * down).toFixed(1)}H${end}v${down.toFixed(2)}H${start}Z`;
            }
        }
        paths.forEach((path, kind) => path?.setAttribute('d', drawn[kind]));
    };

    let lab = new Hero('');
    let [isRunning, isVisible] = [false, true];
    let [steps, time, last, drawn] = [0, 0, undefined, 0];
    const show = (text, label) => {
        button.textContent = text;
        button.setAttribute('aria-label', label);
    };
    const over = () => {
        isRunning = false;
        // What it has come to is the figure.
        regions.forEach(({ path, d }) => {
            path.setAttribute('d', d);
            path.removeAttribute('shape-rendering');
        });
        show('↻ Again', 'Let the network learn again');
    };
    const tick = (now) => {
        if (!isRunning) {
            return;
        }
        requestAnimationFrame(tick);
        last ??= now;
        const elapsed = Math.min(now - last, 100);
        last = now;
        if (!isVisible) {
            return;
        }
        time += elapsed;
        // Slow at first, when most is to be seen.
        const due = Math.min(STEPS, Math.ceil(STEPS * (time / LONG) ** 2.5));
        const begin = performance.now();
        while (steps < due && performance.now() - begin < BUDGET) {
            steps += lab.step(Math.min(5, due - steps));
        }
        if (steps >= STEPS) {
            over();
        } else if (now - drawn > 60) {
            drawn = now;
            draw();
        }
    };
    const play = () => {
        if (steps >= STEPS) {
            lab.free();
            lab = new Hero('');
            [steps, time] = [0, 0];
        }
        // Rows that touch leave no seam.
        regions.forEach(({ path }) => path.setAttribute('shape-rendering', 'crispEdges'));
        [isRunning, last] = [true, undefined];
        show('❚❚ Pause', 'Let the network pause');
        requestAnimationFrame(tick);
    };
    button.addEventListener('click', () => {
        if (isRunning) {
            isRunning = false;
            show('▶ Go on', 'Let the network go on');
        } else {
            play();
        }
    });
    new IntersectionObserver(([entry]) => { isVisible = entry.isIntersecting; }).observe(svg);
    figure.lab = { numbers: () => [...lab.numbers()], isOver: () => steps >= STEPS };
    play();
};
