window.annLibrary = (() => {
    const packed = '{packed}';
    // The library, from its compiled code: a worker is given this function as text.
    const open = async (module) => {
{functions}
        const { memory } = await wasm_bindgen({ module_or_path: module });
        wasm_bindgen.bytes = () => memory.buffer.byteLength;
        return wasm_bindgen;
    };
    const start = async () => {
        const text = atob(packed);
        const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
        const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
        const module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
        return Object.assign(await open(module), { module, open });
    };
    let started;
    return () => { started ??= start(); return started; };
})();
