// What runs inside a page: what axe finds serious.

/// In the page: figures speak through their `aria-label`, and mathematics has the colour of the text around it. The many thousand elements
/// inside them make axe slow and tell it nothing, so empty boxes take their places.
export function empty() {
    for (const svg of document.querySelectorAll('svg.ann-figure')) {
        svg.replaceChildren();
    }
    const sizes = [...document.querySelectorAll('math')].map((math) => [math, math.getBoundingClientRect()]);
    for (const [math, { width, height }] of sizes) {
        const box = document.createElement('span');
        box.style = `display: inline-block; flex: none; width: ${width}px; height: ${height}px`;
        math.replaceWith(box);
    }
}

/// In the page: what axe finds serious.
export async function violations() {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    const serious = result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical');
    return serious.flatMap((violation) => violation.nodes.slice(0, 3).map((node) => {
        const more = violation.nodes.length > 3 ? ` (${violation.nodes.length} places)` : '';
        const data = node.any[0]?.data;
        const contrast = data?.contrastRatio ? `, contrast ${data.contrastRatio} of ${data.fgColor} on ${data.bgColor}` : '';
        return `axe ${violation.id}: ${violation.help}: ${node.target.join(' ')}${contrast}${more}`;
    }));
}
