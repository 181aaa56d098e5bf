import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readActivity, readPartner } from '../../server/engine/facts/intake.ts';
import { settingOf } from '../../server/history/setting.ts';
import { openWriter } from '../../server/history/writer.ts';
import { activities, partners, shop } from '../simulation/shop.ts';
import { programOf } from '../simulation/support.ts';
import { folderOf } from '../support/folder.ts';
import { smallProgram } from '../support/small-program.ts';
import { build, dealwright, type Ended } from './support.ts';

beforeAll(build, 300_000);

const lowerBar = shop({ parameters: { ...shop().parameters, goldRevenue: { type: 'money', value: '600.00', min: '0', max: '5000.00' } } });
const rival = shop({
  id: 'rival',
  parameters: {
    ...shop().parameters,
    commission: { type: 'table', keys: ['partner.tier'], unit: 'rate', value: { registered: '0.25', gold: '0.25' } },
  },
});

/** The shop, two others, and its year as a history on disk. */
async function setUp(): Promise<{ readonly folder: string; readonly ask: (...args: string[]) => Promise<Ended> }> {
  const folder = await folderOf({
    'shop/program.json': shop(),
    'lower/program.json': lowerBar,
    'rival/program.json': rival,
    'elsewhere/program.json': shop({ id: 'elsewhere', currency: 'EUR' }),
    'broken/program.json': { ...shop(), currency: 'XXX1' },
    'small/program.json': smallProgram(),
  });
  const program = programOf(shop());
  const writer = await openWriter(join(folder, 'history'), settingOf(program));
  for (const document of partners) {
    const read = readPartner(program, document);
    if (read.ok) for (const enrollment of read.enrollments) writer.enroll(enrollment);
  }
  for (const document of activities) {
    const read = readActivity(program, document);
    if (read.ok) writer.add(read.activity);
  }
  await writer.commit();
  const ask = (...args: string[]) => dealwright(['simulate', '--baseline', 'shop', '--history', 'history', ...args], folder);
  return { folder, ask };
}

describe('a candidate', () => {
  test('for a person: what is paid first, then whom it concerns and why', async () => {
    const { ask } = await setUp();
    const { code, out, err } = await ask('--candidate', 'lower');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^14 activities \(with several parties: one for each\) of 4 enrollments, decided through 2025-05-02; money in USD\n/,
    );
    expect(out).toMatch(/lower against the baseline\n +baseline +lower +difference\n +paid +353\.00 +403\.00 +\+50\.00\n/);
    expect(out).toContain('1 enrollment wins, 0 lose, 3 earn the same');
    expect(out).toMatch(/What each edit costs\n.*\n.*goldRevenue.*\+50\.00/);
    expect(out).toMatch(/By incentive\n(.*\n)* +commission +310\.00 +360\.00 +\+50\.00\n/);
    expect(out).toMatch(/Who wins most\n.*\n +ann +reseller +121\.00 +171\.00 +\+50\.00\n/);
    expect(out).toMatch(/What keeps partners out\n/);
    expect(out).toMatch(
      /Sample decided again by the reference evaluator: 4 enrollments picked by chance, 14 activities: of \d+ lines all agree\./,
    );
    expect(out).toContain('Behaviour is not modelled');
    expect(out).not.toMatch(/undefined|NaN|\[object/);
    expect(out.split('\n').every((line) => line === line.trimEnd())).toBe(true);
  });

  test('what only is owed shows by groups too, edits say from what to what, rules with lines come first', async () => {
    const { ask } = await setUp();
    const { out } = await ask('--set', 'royalty=0.75', '--no-bars');
    expect(out).toMatch(/What each edit costs\n.*\n +parameter royalty: value from \S+ to 0\.75 /);
    expect(out).toMatch(/Paid by partner type\n(.*\n)* +oem +0\.00 +0\.00 +0\.00\n/);
    expect(out).toMatch(/Owed by partner type\n(.*\n)*? +oem +\S+ +\S+ +[+−][\d,]*\.\d\d\n/);
    expect(out).toMatch(/Paid by tier\n(.*\n)*? +reseller gold +/);
    expect(out).toMatch(/\nRules\n(.*\n)*? +royalty +obligation .* owed\n(.*\n)*? +gold +tier /);
    const { out: paidOnly } = await ask('--candidate', 'lower', '--no-bars');
    expect(paidOnly).not.toContain('Owed by');
  });

  test('as JSON, the same bytes on one thread and on three', async () => {
    const { ask } = await setUp();
    const one = await ask('--candidate', 'lower', '--json', '--threads', '1');
    expect(one.code).toBe(0);
    const result = JSON.parse(one.out);
    expect(result.differences[0]).toMatchObject({ candidate: 'lower', whole: { paid: '50.00', owed: '0.00', cost: '50.00' } });
    expect((await ask('--candidate', 'lower', '--json', '--threads', '3')).out).toBe(one.out);
    expect((await ask('--candidate', 'lower', '--json')).out).toBe(one.out);
  });

  test('--csv gives one table', async () => {
    const { ask } = await setUp();
    const { code, out } = await ask('--candidate', 'lower', '--csv', 'partners');
    expect(code).toBe(0);
    expect(out.split('\r\n').slice(0, 2)).toEqual([
      'candidate,partner,partnerType,baseline,candidateEarns,change',
      'lower,ann,reseller,121.00,171.00,50.00',
    ]);
    expect((await ask('--csv')).out).toMatch(/^side,by,name,within,lines,/);
  });

  test('--set without a candidate tries the baseline with other values', async () => {
    const { ask } = await setUp();
    const { code, out } = await ask('--set', 'goldRevenue=600.00', '--set', 'commission/gold=0.30', '--json');
    expect(code).toBe(0);
    // the second deal and the third, which is taken back, pay 30 %
    expect(JSON.parse(out).differences[0]).toMatchObject({ candidate: 'changed', whole: { paid: '100.00' } });
  });

  test('--filter, --from and --to count less, and --rival shows the whole return', async () => {
    const { ask } = await setUp();
    const north = await ask('--filter', 'partner.region=north', '--from', '2025-02-01', '--to', '2025-03-31', '--json');
    expect(north.code).toBe(0);
    // the deal of 500.00 and the bonus of the quarter
    expect(JSON.parse(north.out).sides[0].totals.paid).toBe('61.00');
    const none = await ask('--filter', 'partner.region=north', '--from', '2035-01-01');
    expect(none.out).toMatch(/counts no activity/);
    expect(none.out).not.toMatch(/baseline/);
    const short = await ask('--filter', 'region=north', '--from', '2025-02-01', '--to', '2025-03-31', '--json');
    expect(JSON.parse(short.out).sides[0].totals.paid).toBe('61.00');
    const both = await ask('--filter', 'partner.region=north,south', '--filter', 'partner.type=reseller', '--json');
    expect(JSON.parse(both.out).counted.enrollments).toBe(3);
    const against = await ask('--rival', 'rival');
    expect(against.code).toBe(0);
    expect(against.out).toContain('rival (a rival’s program) against the baseline');
    expect(against.out).toContain('The whole return of partners on the same deals');
  });
});

describe('--sweep', () => {
  test('a row a point', async () => {
    const { ask } = await setUp();
    const { code, out } = await ask('--sweep', 'goldRevenue=600.00..1000.00/400.00');
    expect(code).toBe(0);
    expect(out).toMatch(/^Sweep of goldRevenue in changed: 2 points, money in USD\n/);
    expect(out).toMatch(/\n +baseline +353\.00 .*\n +600\.00 +403\.00 +\+50\.00 .*\n +1,000\.00 +353\.00 +0\.00 /);
  });

  test('two parameters make a grid, as JSON and CSV too', async () => {
    const { ask } = await setUp();
    const args = ['--sweep', 'spiff=2.00,4.00', '--sweep', 'commission/registered=0.05..0.10/0.05'];
    const { out } = await ask(...args);
    expect(out).toContain('paid: spiff down, commission/registered across');
    const json = JSON.parse((await ask(...args, '--json')).out);
    expect(json.points.map(({ values }: { values: unknown }) => values)).toEqual([
      ['2.00', '0.05'],
      ['2.00', '0.1'],
      ['4.00', '0.05'],
      ['4.00', '0.1'],
    ]);
    const csv = (await ask(...args, '--csv')).out.split('\r\n');
    expect(csv[0]).toMatch(/^spiff,commission\/registered,paid,paid difference,/);
    expect(csv).toHaveLength(1 + 1 + 4 + 1);
  });
});

describe('--goal', () => {
  test('the value, the bracket and every fold', async () => {
    const { ask } = await setUp();
    const { code, out } = await ask('--goal', 'paid.spiff=9.00', '--by', 'spiff');
    expect(code).toBe(0);
    expect(out).toContain('Goal: paid.spiff = 9.00 USD by spiff, 0.00 to 50.00 in steps of 0.01');
    expect(out).toContain('\nspiff = 3.00 meets the target.\n');
    expect(out).toMatch(/\n +2\.99 +8\.97 +−0\.03\n +3\.00 +9\.00 +0\.00\n/);
    expect(out).toMatch(/\n\d+ folds:\n/);
  });

  test('says where it is out of reach', async () => {
    const { ask } = await setUp();
    const { code, out } = await ask('--goal', 'paid.spiff=90.00', '--by', 'spiff=1.00..2.00/0.10');
    expect(code).toBe(0);
    expect(out).toContain('Out of reach: at none of the 9 values tried from 1.00 to 2.00 was paid.spiff on the other side');
  });
});

describe('--activity', () => {
  test('where the sides part, then both decisions with their reasoning', async () => {
    const { ask } = await setUp();
    const { code, out } = await ask('--candidate', 'lower', '--activity', 'd2');
    expect(code).toBe(0);
    const [head, parting] = out.split('\n');
    expect(head).toMatch(/^d2 of 2025-02-10, from /);
    expect(parting).toBe('  commission by commission: 50.00 in the baseline, 100.00 in lower; parameter.commission is 0.1 and 0.2.');
    expect(out).toMatch(/\nbaseline\n(.*\n)+lower\n/);
    const json = JSON.parse((await ask('--candidate', 'lower', '--activity', 'd2', '--json')).out);
    expect(json.candidates[0]).toMatchObject({ name: 'lower', parting: { at: 'amount' } });
  });

  test('one that there isn’t is refused with a near one', async () => {
    const { ask } = await setUp();
    const { code, err } = await ask('--activity', 'd22');
    expect(err).toMatch(/^--activity: error: The history has no activity “d22”\. \[unknown-activity\]\n +hint: Did you mean d2\?/);
    expect(code).toBe(2);
  });
});

describe('wrong use ends with 2 and says what to write', () => {
  test.each([
    [
      ['--set', 'goldRevenu=1.00'],
      /^--set goldRevenu: error: The program has no parameter “goldRevenu”\. \[unknown-parameter\]\n +hint: Did you mean goldRevenue\?/,
    ],
    [['--set', 'goldRevenue=6000.00'], /^--set goldRevenue: error: /],
    [['--set', 'goldRevenue'], /^--set goldRevenue is no parameter=value/],
    [['--set', 'spiff=1.00', '--set', 'spiff=2.00'], /^--set spiff is given twice/],
    [['--filter', 'partner.regoin=north'], /^--filter: error: .*partner\.regoin.*\n +hint: .*partner\.region/],
    [['--filter', 'partner.region=nroth'], /^--filter: error: .*“nroth”.*\n +hint: Did you mean north\?/],
    [['--filter', 'regoin=north'], /^--filter regoin=north: there is no fact “regoin”\. Did you mean region\?/],
    [['--filter', 'partnerType=reseller'], /^--filter partnerType=reseller: there is no fact “partnerType”\. Did you mean partner\.type\?/],
    [['--filter', 'amount=1.00'], /there is no fact “amount”\. Did you mean deal\.amount\?/],
    [['--filter', 'region=nroth'], /^--filter: error: .*“nroth”.*\n +hint: Did you mean north\?/],
    [
      ['--filter', 'partner.type=reseller', '--filter', 'partner.type=isv'],
      /^--filter partner\.type is given twice: write partner\.type=a,b,c/,
    ],
    [['--filter', 'activity.source=shopp'], /^--filter: error: activity\.source is nowhere “shopp”/],
    [['--filter', 'party.role=principle'], /^--filter: error: party\.role is nowhere “principle”.*\n +hint: Did you mean principal\?/],
    [['--rival', 'elsewhere'], /^--rival elsewhere: error: The history is in USD/],
    [['--rival', 'elsewhere', '--set', 'spiff=1.00'], /^--rival elsewhere: error: The history is in USD/],
    [['--from', '2025-02-30'], /^--from: error: /],
    [['--sweep', 'spiff=1.00..2.00'], /^--sweep spiff=1\.00\.\.2\.00 has no step/],
    [['--sweep', 'spif=1.00,2.00'], /^--sweep: error: .*\n +hint: Did you mean spiff\?/],
    [['--goal', 'paid=1.00'], /^--goal paid=1\.00 needs a parameter to vary/],
    [['--goal', 'payd=1.00', '--by', 'spiff'], /^--goal: error: .*\n +hint: Did you mean paid\?/],
    [['--by', 'spiff'], /^--by needs a goal/],
    [['--goal', 'paid=1.00', '--by', 'spiff', '--sweep', 'spiff=1.00,2.00'], /ask one at a time/],
    [['--threads', '0'], /^--threads 0 is no whole number from 1 to 64/],
    [['--json', '--csv'], /^--json and --csv are two forms/],
    [['--csv', 'parnters'], /^--csv parnters is none of the tables .*Did you mean partners\?/],
    [['--candidate', 'nowhere'], /^nowhere can't be read: it is not there/],
    [['--history', 'shop'], /^There is no history in shop/],
  ] as [string[], RegExp][])('%j', async (args, message) => {
    const { ask } = await setUp();
    const { code, out, err } = await ask(...args);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test('a program with errors ends with 1, and they are shown', async () => {
    const { ask } = await setUp();
    const { code, out, err } = await ask('--candidate', 'broken');
    expect(err).toMatch(/broken\/program\.json:\d+:\d+: error: (.*\n)*Nothing is simulated\.\n$/);
    expect({ code, out }).toEqual({ code: 1, out: '' });
  });
});
