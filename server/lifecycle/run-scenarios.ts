import type { Diagnostic } from '../engine/program/diagnostic.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { type Held, isOutOfMemory } from '../simulation/thread-pool.ts';
import { withinTime } from '../simulation/within-time.ts';
import { scenariosOf } from './draft-files.ts';
import type { DraftAnswer, DraftQuestion, DraftReport, Tried } from './draft-thread.ts';
import { type CheckedContent, type DraftContent, programContent } from './draft-work.ts';

export interface TestedContent {
  /** Errors of content that doesn't load; then there are no reports. */
  readonly errors?: readonly Diagnostic[];
  /** Of each scenario one. */
  readonly reports: readonly DraftReport[];
  /** Names of rules that no scenario makes hold. */
  readonly untried: readonly string[];
}

export interface TestLimits {
  /** How long the program may be read. */
  readonly readMs: number;
  /** How long all scenarios may take together. */
  readonly testMs: number;
}

/** So many findings of one scenario are told, and of all together; of each that failed one in any case. */
const MOST_TOLD = { scenario: 100, together: 2_000 } as const;

type Thread = Held<DraftQuestion, DraftAnswer>;
type Ask = (question: DraftQuestion) => Promise<DraftAnswer | undefined>;

/** Runs scenarios one after the other on a thread, which is ended at the limit: each that was not done by then is told so. */
export async function runScenarios(thread: Thread, draft: DraftContent, { readMs, testMs }: TestLimits): Promise<TestedContent> {
  const content = programContent(draft);
  const checked = await read(thread, content, readMs);
  if (!checked.ok) return { errors: checked.diagnostics, reports: [], untried: [] };
  const held = new Set<string>();
  const reports: DraftReport[] = [];
  await withinTime(thread, testMs, async (ask) => {
    let told = 0;
    for (const file of scenariosOf(draft.files)) {
      const tried = (await tryScenario(ask, content, file)) ?? notDone(file, testMs);
      for (const rule of tried.held) held.add(rule);
      const report = withFew(tried.report, Math.max(1, Math.min(MOST_TOLD.scenario, MOST_TOLD.together - told)));
      told += report.diagnostics.length;
      reports.push(report);
    }
  });
  return { reports, untried: checked.version.rules.filter((rule) => !held.has(rule)) };
}

async function read(thread: Thread, content: DraftContent, limitMs: number): Promise<CheckedContent> {
  const unread = (why: string): CheckedContent => {
    const message = `The draft can't be read: it takes more ${why}. No scenario was run.`;
    return { ok: false, diagnostics: [{ code: 'too-much-work', severity: 'error', message, hint: SMALLER, pointer: '' }] };
  };
  try {
    const answer = await withinTime(thread, limitMs, (ask) => ask({ check: content }));
    return answer?.checked ?? unread(`than ${limitMs / 1000} seconds`);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    return unread('memory than there is for one');
  }
}

/** Undefined: the limit was reached. */
async function tryScenario(ask: Ask, content: DraftContent, scenario: SourceFile): Promise<Tried | undefined> {
  try {
    const answer = await ask({ scenario });
    if (answer === undefined || answer.tried !== undefined) return answer?.tried;
    // the scenario before has ended the thread
    await ask({ check: content });
    return (await ask({ scenario }))?.tried;
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    const message = 'The scenario took more memory than there is for one: it decides too much.';
    return failed(scenario, { code: 'out-of-memory', severity: 'error', message, hint: SHORTER, pointer: '' });
  }
}

const SMALLER = 'Make the program smaller: fewer rules, shorter formulas.';
const SHORTER = 'Cut it into shorter ones: fewer partners and activities, later enrollments, an earlier end.';

const notDone = (file: SourceFile, limitMs: number): Tried =>
  failed(file, {
    code: 'timed-out',
    severity: 'error',
    message: `All scenarios of a draft may take ${limitMs / 1000} seconds together; this one was not done by then.`,
    hint: `${SHORTER} \`dealwright test\` runs them without a limit, on your machine.`,
    pointer: '',
  });

const failed = ({ path }: SourceFile, diagnostic: Diagnostic): Tried => ({
  report: { file: path, name: path, passed: false, diagnostics: [diagnostic] },
  held: [],
});

function withFew(report: DraftReport, most: number): DraftReport {
  const { diagnostics } = report;
  if (diagnostics.length <= most) return report;
  const left = diagnostics.length - most;
  const message = `${left} more findings of this scenario are not told. Mend those before.`;
  return { ...report, diagnostics: [...diagnostics.slice(0, most), { code: 'more', severity: 'error', message, pointer: '' }] };
}
