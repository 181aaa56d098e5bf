import { describe, expect, test } from 'vitest';
import { monthlyDeals } from '../lifecycle/simulations.ts';
import { filesOf, lifeOf, takeSmall } from '../lifecycle/support.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { keysOfTest } from '../support/trail.ts';
import { drafted, serveOf } from './life-support.ts';
import { problemOf } from './support.ts';
import { whatIfOfTest } from './what-if-support.ts';

describe.each(databases)('the impact of what is being written, kept in $name', (database) => {
  test('is that of the draft as it stands on the screen, and nothing is kept', async () => {
    const life = await lifeOf(await emptyStore(database), await keysOfTest());
    const { dana } = await serveOf(life, { whatIf: await whatIfOfTest(life) });
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const { id: draft } = await drafted(dana, 12);
    const simulation = { baseline: { program: 'small' }, candidates: [{ draft }], history };
    const paid = async (unsaved?: object): Promise<string[]> => {
      const answer = await dana.ask('POST /v1/impacts', { simulation, ...(unsaved && { unsaved }) });
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json().sides.map(({ totals }: { totals: { paid: string } }) => totals.paid);
    };
    const onScreen = (percent: number) => ({ draft, program: 'small', files: filesOf({ percent }) });
    const [ten = '', twelve] = await paid();
    expect(Number(twelve)).toBeCloseTo(Number(ten) * 1.2, 6);
    expect(await paid(onScreen(20))).toEqual([ten, (Number(ten) * 2).toFixed(2)]);
    // as it is kept, again
    expect(await paid()).toEqual([ten, twelve]);
    expect((await dana.ask(`GET /v1/drafts/${draft}`)).json().revision).toBe(1);
    expect((await dana.ask('GET /v1/simulations')).json().simulations).toEqual([]);

    const [partner] = (await dana.ask(`GET /v1/histories/${history}/enrollments`)).json().enrollments;
    const query = new URLSearchParams({ partner: partner.id, partnerType: partner.enrollments[0].partnerType });
    const lived = (await dana.ask(`GET /v1/histories/${history}/activities?${query}`)).json();
    expect(lived).toMatchObject({ partner, earlier: 0, later: 0 });
    const [first, second] = lived.activities;
    const upTo = (await dana.ask(`GET /v1/histories/${history}/activities?${query}&through=${second.id}&limit=1`)).json();
    expect(upTo).toEqual({ partner, earlier: 1, later: lived.activities.length - 2, activities: [second] });
    problemOf(await dana.ask(`GET /v1/histories/${history}/activities?${query}&through=nosuch`), 'invalid-request');
    problemOf(await dana.ask(`GET /v1/histories/${history}/activities?partner=nosuch&partnerType=reseller`), 'invalid-request');
    const pair = await dana.ask('POST /v1/impacts/activity', { simulation, unsaved: onScreen(20), activity: first.id });
    const amounts = [pair.json().baseline, pair.json().candidates[0].decision].map(({ parties }) => Number(parties[0].lines[0].amount));
    expect(amounts[1]).toBeCloseTo((amounts[0] ?? 0) * 2, 6);
    const unknown = await dana.ask('POST /v1/impacts/activity', { simulation, activity: 'nosuch' });
    expect(problemOf(unknown, 'invalid-simulation').findings[0]?.pointer).toBe('/activity');

    const refused = async (unsaved: object) => problemOf(await dana.ask('POST /v1/impacts', { simulation, unsaved }), 'invalid-simulation');
    const broken = await refused({ ...onScreen(20), files: [{ path: 'program.json', text: '{' }] });
    expect(broken.findings[0]?.pointer).toBe('/simulation/candidates/0/draft');
    const away = { ...onScreen(20), files: [{ path: '../program.json', text: '{}' }] };
    problemOf(await dana.ask('POST /v1/impacts', { simulation, unsaved: away }), 'invalid-request');
  });
});
