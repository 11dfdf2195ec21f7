// Ten bars: how probable each digit is to a network.
'use strict';

(() => {
    const { element } = annLabs;
    const article = (digit) => `${digit === 8 ? 'an' : 'a'} ${digit}`;

    annLabs.Bars = class {
        constructor() {
            this.rows = Array.from({ length: 10 }, (_, digit) => {
                const [bar, share] = [element('i', {}), element('span', { className: 'share' })];
                return { row: element('li', {}, element('b', { textContent: digit }), element('span', { className: 'track' }, bar), share), bar, share };
            });
            this.list = element('ol', { className: 'bars', 'aria-label': 'The probability of each digit' }, ...this.rows.map(({ row }) => row));
        }

        /// Shows the probabilities; the largest is a mistake if the digit is known and is another one. Without them, empty bars.
        draw(probabilities, label) {
            const best = probabilities?.indexOf(Math.max(...probabilities));
            this.rows.forEach(({ row, bar, share }, digit) => {
                const probability = probabilities?.[digit] ?? 0;
                bar.style.width = `${100 * probability}%`;
                share.textContent = !probabilities ? '?' : probability < 0.0005 ? '0' : probability.toFixed(3);
                row.classList.toggle('best', digit === best);
                row.classList.toggle('wrong', digit === best && label !== undefined && digit !== label);
            });
            return best;
        }
    };
    annLabs.article = article;
})();
