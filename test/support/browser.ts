import type { FastifyInstance } from 'fastify';

/*
 * As much of a browser as signing in takes: cookies by host and path, redirects, and forms that are filled in. Pages of
 * our app are asked for without a network, under the address that people know it by.
 */

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** As it was set. */
  readonly text: string;
}

export interface Browser {
  /** One answer; redirects are not followed. */
  ask(url: string | URL, options?: AskOptions): Promise<Page>;
  /** Goes there and on, until there is a page that is no redirect; forms of the provider are filled in. */
  go(url: string | URL, subject: string): Promise<Page>;
  /** The same, as far as the address that the provider sends the browser back to, which is not gone to. */
  goToCallback(url: string | URL, subject: string): Promise<URL>;
  /** Cookies that our app set, as it set them. */
  cookies(): readonly Cookie[];
  setCookie(name: string, value: string): void;
}

export interface AskOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

const MOST_STEPS = 20;
const CALLBACK = '/v1/sign-in/callback';

export function openBrowser(app: FastifyInstance, origin: string): Browser {
  const jars = new Map<string, Map<string, Cookie>>();
  const jarOf = (url: URL): Map<string, Cookie> => {
    const jar = jars.get(url.host) ?? new Map<string, Cookie>();
    jars.set(url.host, jar);
    return jar;
  };

  const ask = async (address: string | URL, { method, headers = {}, form, json }: AskOptions = {}): Promise<Page> => {
    const url = new URL(address, origin);
    const jar = jarOf(url);
    const cookie = [...jar.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const body = form !== undefined ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json);
    const sent = {
      ...(cookie !== '' && { cookie }),
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    };
    const verb = method ?? (body === undefined ? 'GET' : 'POST');
    const page = url.origin === origin ? await inject(url, verb, sent, body) : await fetched(url, verb, sent, body);
    for (const text of page.headers.getSetCookie()) keep(jar, text);
    return page;
  };

  const inject = async (url: URL, method: string, headers: Record<string, string>, body?: string): Promise<Page> => {
    const response = await app.inject({
      method: method as 'GET',
      url: url.pathname + url.search,
      headers: { host: url.host, ...headers },
      ...(body !== undefined && { payload: body }),
    });
    const answered = new Headers();
    for (const [name, value] of Object.entries(response.headers))
      for (const each of Array.isArray(value) ? value : [String(value)]) answered.append(name, each);
    return { url, status: response.statusCode, headers: answered, body: response.body };
  };

  const walk = async (from: string | URL, subject: string, stopAtCallback: boolean): Promise<Page> => {
    let page = await ask(from);
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const location = page.headers.get('location');
      if (location !== null) {
        const next = new URL(location, page.url);
        if (stopAtCallback && next.pathname === CALLBACK) return { ...page, url: next };
        page = await ask(next);
        continue;
      }
      const form = page.url.origin === origin ? undefined : formOf(page, subject);
      if (form === undefined) return page;
      page = await ask(form.action, { form: form.fields });
    }
    throw new Error(`no end after ${MOST_STEPS} pages: ${page.url.href}`);
  };

  return {
    ask,
    go: (url, subject) => walk(url, subject, false),
    goToCallback: async (url, subject) => {
      const { url: reached, body } = await walk(url, subject, true);
      if (reached.pathname !== CALLBACK) throw new Error(`the provider did not send the browser back: ${reached.href} ${body}`);
      return reached;
    },
    cookies: () => [...jarOf(new URL(origin)).values()],
    setCookie: (name, value) => jarOf(new URL(origin)).set(`${name} /`, { name, value, path: '/', text: '' }),
  };
}

async function fetched(url: URL, method: string, headers: Record<string, string>, body?: string): Promise<Page> {
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) });
  return { url, status: response.status, headers: response.headers, body: await response.text() };
}

/** The form of the provider's page, filled in; undefined: it has none. */
function formOf({ url, body }: Page, subject: string): { readonly action: URL; readonly fields: Record<string, string> } | undefined {
  const action = /<form[^>]*action="([^"]+)"/.exec(body)?.[1];
  const prompt = /name="prompt" value="(\w+)"/.exec(body)?.[1];
  if (action === undefined || prompt === undefined) return undefined;
  return { action: new URL(action, url), fields: prompt === 'login' ? { prompt, login: subject, password: 'any' } : { prompt } };
}

function keep(jar: Map<string, Cookie>, text: string): void {
  const [pair = '', ...attributes] = text.split('; ');
  const at = pair.indexOf('=');
  const of = (name: string): string | undefined =>
    attributes.find((attribute) => attribute.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const path = of('path') ?? '/';
  const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), path, text };
  const expires = of('expires');
  const over = of('max-age') === '0' || (expires !== undefined && Date.parse(expires) <= Date.now());
  if (over) jar.delete(`${cookie.name} ${path}`);
  else jar.set(`${cookie.name} ${path}`, cookie);
}
