import type { Language } from '../language/service.ts';

/* What page and worker say to each other: a call of the language service by name, and its answer. */

export type Method = keyof Language;

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  /** A later question of the same sort has come in between, and this one is no longer of interest. */
  | { readonly id: number; readonly superseded: true }
  | { readonly id: number; readonly error: string };

/** The language service as it is seen from the page. */
export type RemoteLanguage = {
  readonly [K in Method]: (...args: Parameters<Language[K]>) => Promise<ReturnType<Language[K]>>;
};
