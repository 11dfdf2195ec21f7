
window.annLibrary = (() => {
    const packed = '{packed}';
    const start = async () => {
        const text = atob(packed);
        const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
        const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
        const wasm = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
        const { memory } = await wasm_bindgen({ module_or_path: wasm });
        wasm_bindgen.bytes = () => memory.buffer.byteLength;
        return wasm_bindgen;
    };
    let started;
    return () => { started ??= start(); return started; };
})();
