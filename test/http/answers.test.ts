import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createAjv } from '../../schemas/ajv.ts';
import type { ActivityDocument, ScenarioDocument } from '../../schemas/types.ts';
import { createCompiled } from '../../server/engine/compiled/evaluator.ts';
import type { Decision } from '../../server/engine/decisions/model.ts';
import { foldHistory } from '../../server/engine/fold/fold.ts';
import { orderHistory } from '../../server/engine/fold/order.ts';
import { readActivities, readPartners } from '../../server/engine/fold/read.ts';
import type { Timeline } from '../../server/engine/program/model.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { post, testApp } from './support.ts';

const { programs } = await loadProgramsFolder(new URL('../../rules', import.meta.url).pathname);
const app = testApp({
  book: fixedBook(programs.map(({ timeline }) => timeline)),
  limits: { requestsPerMinute: false, loopDelayMs: false },
});
afterAll(() => app.close());

const decisionSchema = JSON.parse(await readFile(new URL('../../schemas/decision.schema.json', import.meta.url), 'utf8'));
const isDecision = createAjv().compile(decisionSchema);

interface Question {
  readonly body: object;
  readonly decision: Decision;
  readonly due: readonly Decision[];
}

/** Each activity of a scenario as a quote, with what the fold of the whole scenario says of it. */
async function questions(timeline: Timeline, { partners, activities }: ScenarioDocument): Promise<Question[]> {
  const read = readActivities(timeline, activities);
  const { enrollments } = readPartners(timeline, partners);
  const { decisions } = await foldHistory(createCompiled(timeline), enrollments, read.activities, { explain: true });
  const documents = new Map(read.activities.map((activity, index) => [activity, activities[read.places[index] ?? -1]]));
  const [partner, ...otherPartners] = partners;
  const earlier: (ActivityDocument | undefined)[] = [];
  const due: Decision[] = [];
  const asked: Question[] = [];
  const recorded = orderHistory(read.activities).ordered.values();
  for (const decision of decisions) {
    if (decision.generated) {
      due.push(decision);
      continue;
    }
    const activity = recorded.next().value;
    const document = activity && documents.get(activity);
    asked.push({
      body: { partner, otherPartners, earlier: [...earlier], activity: document, explain: true },
      decision,
      due: due.splice(0),
    });
    earlier.push(document);
  }
  return asked;
}

describe('answers lose nothing of the decision, and are as the schema says', () => {
  test.each(programs.map((program) => [program.timeline.id, program] as const))('%s', async (id, { timeline, scenarios }) => {
    let count = 0;
    for (const { path, text } of scenarios) {
      for (const { body, decision, due } of await questions(timeline, JSON.parse(text))) {
        const response = await post(app, body, `/v1/programs/${id}/evaluate`);
        expect(response.json(), path).toEqual({ decision, due, program: decision.program });
        for (const each of [decision, ...due])
          expect([path, isDecision(JSON.parse(JSON.stringify(each))), isDecision.errors]).toEqual([path, true, null]);
        count++;
      }
    }
    expect(count).toBeGreaterThan(0);
  });
});
