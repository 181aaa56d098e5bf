export interface Part {
  readonly name: string;
  readonly value: string;
  readonly file?: boolean;
}

/** multipart/form-data as a browser sends it. */
export function form(parts: readonly Part[]): { payload: string; headers: Record<string, string> } {
  const boundary = 'dealwright-test-boundary';
  const bodies = parts.map(({ name, value, file }) => {
    const disposition = file === true ? `name="file"; filename="${name}"` : `name="${name}"`;
    const type = file === true ? '\r\nContent-Type: text/csv' : '';
    return `--${boundary}\r\nContent-Disposition: form-data; ${disposition}${type}\r\n\r\n${value}\r\n`;
  });
  return {
    payload: `${bodies.join('')}--${boundary}--\r\n`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
