import { type LanguageClient, type LanguageWorker, startLanguage } from './client.ts';
import Worker from './worker.ts?worker';

/** The language service in its worker, from this very server. */
export const startLanguageWorker = (): LanguageClient => startLanguage(() => new Worker() as unknown as LanguageWorker);
