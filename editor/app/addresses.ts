import { PAGES, type PageName } from './pages.ts';

type ParamNames<P extends string> = P extends `${string}$${infer Name}/${infer Rest}`
  ? Name | ParamNames<Rest>
  : P extends `${string}$${infer Name}`
    ? Name
    : never;

/** What a page's address asks for. */
export type PageParams<N extends PageName> = Readonly<Record<ParamNames<(typeof PAGES)[N]['path']>, string>>;

/** The address of a page: `address('draft', { program, draft })`. */
export function address<N extends PageName>(page: N, ...[params]: keyof PageParams<N> extends never ? [] : [PageParams<N>]): string {
  const { path } = PAGES[page];
  return path.replace(/\$(\w+)/g, (_, name: string) => encodeURIComponent((params as Record<string, string> | undefined)?.[name] ?? ''));
}
