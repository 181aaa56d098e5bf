import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../support/folder.ts';
import { commissionRule, smallProgram } from '../support/small-program.ts';
import { build, dealwright, root, start } from './support.ts';

beforeAll(build, 300_000);

const partner = { id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] };
const deal = (id: string, occurredOn: string, amount: unknown = '600.00') => ({
  id,
  kind: 'deal-closed',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'deal.amount': amount },
});
const scenario = (expectations: readonly object[]) => ({
  name: 'Two deals make gold',
  partners: [partner],
  activities: [deal('a', '2026-01-05'), deal('b', '2026-02-05')],
  expect: expectations,
});
const misspelt = commissionRule({ conditions: { all: [{ fact: 'deal.amuont', operator: 'exists', value: true }] } });
const broken = smallProgram({ rules: [...smallProgram().rules.slice(0, 1), misspelt] });

describe('wrong use ends with 2 and a sentence', () => {
  test.each([
    [[], /Usage: dealwright/],
    [['chekc', 'rules'], /unknown command 'chekc'.*Did you mean check/s],
    [['check'], /missing required argument 'dir'/],
    [['check', 'rules', 'more'], /too many arguments/],
    [['check', '--jason', 'rules'], /unknown option '--jason'.*Did you mean --json/s],
    [['check', '/nowhere'], /^\/nowhere can't be read: it is not there\.\n$/],
    [['check', 'package.json'], /^package\.json is no folder\.\n$/],
    [['check', 'schemas'], /^There is no program in schemas/],
    [['evaluate', 'rules/northwind'], /required option '--partner <file>'/],
    [
      ['evaluate', 'rules', '--partner', 'package.json', '--activities', 'package.json'],
      /^rules has no program\.json\. Name one of the programs in it/,
    ],
    [
      ['evaluate', 'rules/northwind', '--partner', 'nothing.json', '--activities', 'package.json'],
      /^nothing\.json can't be read: it is not there\.\n$/,
    ],
    [
      ['evaluate', 'rules/northwind', '--partner', 'package.json', '--activities', 'package.json', '--until', '2026-02-30'],
      /^--until 2026-02-30 is no date/,
    ],
    [['serve', '--port', '99999'], /^--port 99999 is no port/],
    [['serve', '--port', '1e3'], /^--port 1e3 is no port/],
    [['serve', '--rules', 'schemas'], /^There is no program in schemas/],
  ])('%j', async (args, message) => {
    const { code, out, err } = await dealwright(args);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

test('--help is fine', async () => {
  const { code, out, err } = await dealwright(['--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('check [options] <dir>');
  expect((await dealwright(['evaluate', '--help'])).out).toContain('--activities <file>');
});

test('npx finds the command, without installing anything', async () => {
  const { stdout } = await promisify(execFile)('npx', ['--no-install', '--offline', 'dealwright', 'check', 'rules/odoo'], { cwd: root });
  expect(stdout).toBe('rules/odoo: nothing found; 3 versions\n');
});

describe('check', () => {
  test('a sound program', async () => {
    const folder = await folderOf({ 'program.json': smallProgram() });
    const { code, out, err } = await dealwright(['check', folder]);
    expect(out).toMatch(new RegExp(`^${folder}: nothing found; version [0-9a-f]{12}\n$`));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('a broken one, with the line and what is meant', async () => {
    const folder = await folderOf({ 'program.json': broken });
    const { code, out } = await dealwright(['check', folder]);
    const [where, line, carets, hint] = out.split('\n');
    expect(where).toMatch(new RegExp(`^${folder}/program.json:\\d+:\\d+: error: .*deal\\.amuont.* \\[unknown-fact\\]$`));
    expect(line).toMatch(/^ {2}\d+ \| +"fact": "deal\.amuont",$/);
    expect(line?.slice(carets?.indexOf('^'))).toBe('"deal.amuont",');
    expect(carets?.replace(/^ *\|/, '').trim()).toBe(`${'^'.repeat('"deal.amuont"'.length)}`);
    expect(hint).toContain('hint: Did you mean deal.amount?');
    expect(out).toContain('; not loaded\n');
    expect(code).toBe(1);
  });

  test('as JSON', async () => {
    const folder = await folderOf({ 'a/program.json': smallProgram(), 'b/program.json': broken });
    const { code, out } = await dealwright(['check', folder, '--json']);
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      ok: false,
      programs: [
        { path: `${folder}/a`, ok: true, id: 'small', errors: 0, diagnostics: [] },
        { path: `${folder}/b`, ok: false },
      ],
    });
    expect(report.programs[1].diagnostics[0]).toMatchObject({
      code: 'unknown-fact',
      severity: 'error',
      range: { start: { line: expect.any(Number) } },
    });
  });

  test('warnings end with 1 only where that is asked for', async () => {
    const folder = await folderOf({
      'program.json': smallProgram({ parameters: { ...smallProgram().parameters, spare: { type: 'count', value: 3 } } }),
    });
    const fine = await dealwright(['check', folder]);
    expect(fine.out).toContain('0 errors, 1 warning');
    expect(fine.code).toBe(0);
    expect((await dealwright(['check', folder, '--strict'])).code).toBe(1);
  });

  test('long lines are cut around what is meant', async () => {
    const folder = await folderOf({ 'program.json': JSON.stringify(broken) });
    const { out } = await dealwright(['check', folder]);
    const [, line = '', carets = ''] = out.split('\n');
    expect(line.length).toBeLessThan(140);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('"deal.amuont"');
  });
});

describe('test', () => {
  test('passing scenarios', async () => {
    const folder = await folderOf({
      'program.json': smallProgram(),
      'scenarios/gold.json': scenario([{ activity: 'b', tier: 'gold', lines: { commission: '60.00' } }]),
    });
    const { code, out } = await dealwright(['test', folder]);
    expect(out).toBe(`small (${folder})\n  ✓ Two deals make gold\n  1 scenario passed on both evaluators\n`);
    expect(code).toBe(0);
  });

  test('failing ones, with the line of the expectation', async () => {
    const folder = await folderOf({
      'program.json': smallProgram(),
      'scenarios/gold.json': scenario([{ activity: 'a', tier: 'gold' }]),
      'scenarios/silver.json': '{ "name": ',
    });
    const { code, out } = await dealwright(['test', folder]);
    expect(out).toContain(`  ✗ Two deals make gold (${folder}/scenarios/gold.json)\n`);
    expect(out).toMatch(
      /gold\.json:\d+:\d+: error: tier: expected gold, found registered\. \[not-as-expected\]\n\s+\d+ \| +"tier": "gold"\n/,
    );
    expect(out).toMatch(/silver\.json:1:\d+: error: .* \[syntax\]/);
    expect(out).toContain('2 of 2 scenarios failed');
    expect(code).toBe(1);
  });

  test('as JSON, with the rules that were tried', async () => {
    const folder = await folderOf({ 'program.json': smallProgram(), 'scenarios/gold.json': scenario([{ activity: 'a', total: '60.00' }]) });
    const { code, out } = await dealwright(['test', folder, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      programs: [
        {
          id: 'small',
          scenarios: [{ name: 'Two deals make gold', passed: true, diagnostics: [], exercised: { commission: { lookedAt: 2, held: 2 } } }],
          untried: [],
        },
      ],
    });
  });

  test('names no rules as untried where a scenario could not be run', async () => {
    const folder = await folderOf({
      'program.json': smallProgram(),
      'scenarios/gold.json': scenario([{ activity: 'a', lines: { comission: '1' } }]),
    });
    const { code, out } = await dealwright(['test', folder]);
    expect(out).toContain('“comission” is no incentive or obligation of the program.');
    expect(out).not.toContain('No scenario makes');
    expect(code).toBe(1);
  });

  test('a broken program runs none', async () => {
    const folder = await folderOf({ 'program.json': broken, 'scenarios/gold.json': scenario([{ activity: 'a', total: '60.00' }]) });
    const { code, out } = await dealwright(['test', folder]);
    expect(out).toContain('the program has errors; no scenario was run');
    expect(code).toBe(1);
  });
});

describe('evaluate', () => {
  const history = [deal('b', '2026-02-05'), deal('a', '2026-01-05')];
  const files = (activities: unknown, partners: unknown = partner) =>
    folderOf({ 'program.json': smallProgram(), 'input/partner.json': partners, 'input/activities': activities });
  const evaluate = (folder: string, ...more: readonly string[]) =>
    dealwright([
      'evaluate',
      folder,
      '--partner',
      join(folder, 'input/partner.json'),
      '--activities',
      join(folder, 'input/activities'),
      ...more,
    ]);

  test('a JSON array', async () => {
    const { code, out, err } = await evaluate(await files(history));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const decisions = JSON.parse(out);
    expect(decisions.map((decision: { activity: { id: string } }) => decision.activity.id)).toEqual(['a', 'b']);
    expect(decisions[1].parties[0]).toMatchObject({ tier: { after: 'gold' }, lines: [{ amount: '60.00' }] });
    expect(decisions[1].parties[0].reasoning).toBeUndefined();
  });

  test('a bad row of NDJSON is shown', async () => {
    const rows = `${JSON.stringify(deal('a', '2026-01-05'))}\n\n${JSON.stringify(deal('b', '2026-02-05', '6x'))}\n{"id": 1,}\n`;
    const folder = await folderOf({ 'program.json': smallProgram(), 'input/partner.json': partner, 'input/activities': rows });
    const { code, err } = await dealwright([
      ...['evaluate', folder, '--partner', `${folder}/input/partner.json`, '--activities', `${folder}/input/activities`],
    ]);
    expect(err).toMatch(/activities:3:\d+: error: deal\.amount is “6x”.*\n {2}3 \| .*"6x"\}\}\n {4}\| +\^{4}\n/);
    expect(err).toMatch(/activities:4:9: error: .*\n {2}4 \| \{"id": 1,\}\n {4}\| {9}\^\n/);
    expect(code).toBe(1);
  });

  test('NDJSON, several partners, every evaluator', async () => {
    const folder = await files(`${history.map((each) => JSON.stringify(each)).join('\r\n')}\n\n`, [partner, { ...partner, id: 'globex' }]);
    const { code, out } = await evaluate(folder, '--both');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveLength(2);
    expect((await evaluate(folder)).out).toBe(out);
    expect((await evaluate(folder, '--reference')).out).toBe(out);
  });

  test('one activity, written over several lines', async () => {
    const { out } = await evaluate(await files(JSON.stringify(history[0], null, 2)));
    expect(JSON.parse(out)).toHaveLength(1);
  });

  test('in sentences, and as JSON with the reasoning', async () => {
    const folder = await files(history);
    const { code, out } = await evaluate(folder, '--explain');
    expect(code).toBe(0);
    expect(out).toMatch(/^Deal closed a, 2026-01-05\n/);
    expect(out).toContain('600.00 × 0.1 = 60.00');
    expect(out).toContain('measure.revenue is at least parameter.goldRevenue: 600.00 ≥ 1,000.00 ✗, 400.00 short');
    expect(JSON.parse((await evaluate(folder, '--explain', '--json')).out)[0].parties[0].reasoning.rules.length).toBeGreaterThan(0);
  });

  test('until a day', async () => {
    const { code, out, err } = await evaluate(await files(history), '--until', '2026-01-31');
    expect(JSON.parse(out)).toHaveLength(1);
    expect(err).toContain('1 activity after 2026-01-31 not decided');
    expect(code).toBe(0);
  });

  test('refused activities are told with their place, and the rest is decided', async () => {
    const lines = [
      JSON.stringify(deal('a', '2026-01-05')),
      JSON.stringify(deal('b', '2026-02-05', 600)),
      '{"id": ',
      JSON.stringify(deal('c', '2026-03-05')),
    ];
    const { code, out, err } = await evaluate(await files(lines.join('\n')));
    expect(JSON.parse(out)).toHaveLength(2);
    expect(err).toMatch(/activities:3:\d+: error: .*\[syntax\]/);
    expect(err).toMatch(/activities:2:\d+: error: .*deal\.amount/);
    expect(code).toBe(1);
    const array = await evaluate(await files(history.map((each) => ({ ...each, facts: {} }))));
    expect(array.err).toMatch(/activities:\d+:\d+: error: .*deal\.amount/);
    expect(array.code).toBe(1);
  });

  test('conflicting revisions are told', async () => {
    const { code, err } = await evaluate(await files([deal('a', '2026-01-05'), deal('a', '2026-01-05', '1.00')]));
    expect(err).toContain('revision 1 of a comes twice with different content (documents 1 and 2); the first one counts.');
    expect(code).toBe(1);
  });

  test('who is not among the partners is named, and enrolled by the first activity', async () => {
    const { code, out, err } = await evaluate(await files(history, { ...partner, id: 'globex' }));
    expect(err).toBe('acme as reseller is not among the partners: enrolled from 2026-01-05, at the lowest tier.\n');
    expect(JSON.parse(out)).toHaveLength(2);
    expect(code).toBe(0);
  });

  test('without a partner nothing is decided', async () => {
    const { code, out, err } = await evaluate(await files(history, { id: 'acme', enrollments: [] }));
    expect(out).toBe('');
    expect(err).toContain('partner.json:');
    expect(err).toContain('Nothing is decided');
    expect(code).toBe(1);
  });

  test('a broken program decides nothing', async () => {
    const folder = await folderOf({ 'program.json': broken, 'input/partner.json': partner, 'input/activities': history });
    const { code, out, err } = await evaluate(folder);
    expect(out).toBe('');
    expect(err).toContain('deal.amuont');
    expect(code).toBe(1);
  });

  test('a reader that stops reading is no fault', async () => {
    const folder = await files(Array.from({ length: 2000 }, (_, index) => JSON.stringify(deal(`d${index}`, '2026-02-05'))).join('\n'));
    const command = `node dist/server/main.js evaluate ${folder} --partner ${folder}/input/partner.json --activities ${folder}/input/activities | head -c 10; echo "$" "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], { cwd: root });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/\$ 0\n$/);
  });
});

describe('serve', () => {
  test('listens where the README asks', async () => {
    const { out } = await dealwright(['serve', '--help']);
    expect(out).toContain('(default: "3000")');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('answers until %s, then closes', async (signal) => {
    const { child, said, ended } = start(['serve', '--port', '0', '--no-demo', '--data', await folderOf({})]);
    const [, address] = await said(/serves \d+ programs on (http:\/\/127\.0\.0\.1:\d+) /);
    const [, key] = await said(/^export DEALWRIGHT_KEY=(\S+)$/m);
    expect((await fetch(`${address}/v1/programs`)).status).toBe(401);
    const response = await fetch(`${address}/v1/programs`, { headers: { authorization: `Bearer ${key}` } });
    expect(response.status).toBe(200);
    child.kill(signal);
    const { code, err } = await ended;
    expect(err).toBe(`${signal}: closing.\n`);
    expect(code).toBe(0);
  });

  test('a broken program is told, and doesn’t hide the others', async () => {
    const folder = await folderOf({ 'a/program.json': smallProgram(), 'b/program.json': '{' });
    const data = await folderOf({});
    const { child, said, ended } = start(['serve', '--port', '0', '--rules', folder, '--data', data]);
    await said(/1 program was taken in from the folder: small\.\n(?:.*\n)*.*serves 1 program on/);
    child.kill('SIGTERM');
    expect((await ended).err).toContain(`${folder}/b has errors and is not taken in.`);
    const none = await dealwright(['serve', '--port', '0', '--rules', join(folder, 'b'), '--data', data]);
    expect(none.code).toBe(1);
  });

  test('a folder is taken in once: from then on what is kept counts', async () => {
    const data = await folderOf({});
    const folder = await folderOf({ 'program.json': smallProgram() });
    const first = start(['serve', '--port', '0', '--rules', folder, '--data', data]);
    await first.said(/1 program was taken in/);
    await first.said(/export DEALWRIGHT_KEY/);
    first.child.kill('SIGTERM');
    await first.ended;
    const changed = await folderOf({ 'program.json': smallProgram({ name: 'Another name' }) });
    const second = start(['serve', '--port', '0', '--rules', changed, '--data', data]);
    const [, address] = await second.said(/serves 1 program on (\S+) /);
    const [, key] = await second.said(/export DEALWRIGHT_KEY=(\S+)/);
    const answer = await fetch(`${address}/v1/programs/small`, { headers: { authorization: `Bearer ${key}` } });
    expect(((await answer.json()) as { versions: { document: { name: string } }[] }).versions[0]?.document.name).toBe('A small program');
    second.child.kill('SIGTERM');
    const { err, out } = await second.ended;
    expect(err).toMatch(/^small: the folder has .* decided is by what is kept: .*\.\n/);
    expect(out).not.toContain('taken in');
  });

  test('a port that is taken is said so', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, err } = await dealwright(['serve', '--port', String(port), '--no-demo', '--data', await folderOf({})]);
    server.close();
    expect(err).toBe(`Can't listen on 127.0.0.1, port ${port}: something else listens there already; choose another --port.\n`);
    expect(code).toBe(2);
  });
});
