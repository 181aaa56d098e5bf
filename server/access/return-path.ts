const MOST = 2_000;
/** Of nobody; an address that leads away from it leads away from us. */
const HERE = 'http://here.invalid';

/** The path of ours that is meant, as a browser would read it; undefined: it leads elsewhere, or nowhere. */
export function returnPath(text: string): string | undefined {
  if (text.length > MOST || !text.startsWith('/') || !URL.canParse(text, HERE)) return undefined;
  const { origin, pathname, search, hash } = new URL(text, HERE);
  // what is left of `/.//elsewhere` names another host again
  return origin === HERE && !pathname.startsWith('//') ? pathname + search + hash : undefined;
}
