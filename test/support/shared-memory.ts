/** The same plain data with its typed arrays in memory that threads share. */
export function inSharedMemory<T>(value: T): T {
  return shared(value) as T;
}

function shared(value: unknown): unknown {
  if (value instanceof Map || typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    const { byteLength } = value;
    const copy = new Uint8Array(new SharedArrayBuffer(byteLength));
    copy.set(new Uint8Array(value.buffer, value.byteOffset, byteLength));
    const View = value.constructor as new (buffer: SharedArrayBuffer) => ArrayBufferView;
    return new View(copy.buffer);
  }
  if (Array.isArray(value)) return value.map(shared);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shared(part)]));
}
