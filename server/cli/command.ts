import { Command, CommanderError } from 'commander';
import { UnreadableError } from '../programs/files.ts';
import type { AuditListOptions, AuditNewKeyOptions, AuditVerifyOptions } from './audit.ts';
import type { BackupOptions } from './backup.ts';
import type { CheckOptions } from './check.ts';
import type { EvaluateOptions } from './evaluate.ts';
import type { GenerateOptions } from './generate.ts';
import type { ImportOptions } from './import.ts';
import type { MigrateOptions } from './migrate.ts';
import { EXIT, type Output, UsageError } from './output.ts';
import type { ReconcileOptions } from './reconcile.ts';
import type { ReportOptions } from './report.ts';
import type { ServeOptions } from './serve.ts';
import type { SimulateOptions } from './simulate-options.ts';
import type { TestOptions } from './test.ts';
import type { WorkerOptions } from './worker.ts';

/** Does what the arguments say; gives the exit code. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let code: number = EXIT.fine;
  const command = define(output, (ended) => {
    code = ended;
  });
  try {
    await command.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.wrongUse;
    if (!(error instanceof UsageError || error instanceof UnreadableError)) throw error;
    output.err(`${error.message}\n`);
    return EXIT.wrongUse;
  }
}

/** What a command needs is loaded when it is asked for: `check` needn't wait for a server to be read. */
function define(output: Output, end: (code: number) => void): Command {
  const command = new Command('dealwright')
    .description('Partner programs as rules: check them, try them on scenarios, decide by them.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.out(text), writeErr: (text) => output.err(text) })
    .showSuggestionAfterError()
    .helpCommand(false)
    .addHelpText('after', '\nExit codes: 0 fine; 1 errors found, scenarios failed or activities refused; 2 wrong use.');

  command
    .command('check')
    .description('Tell all that is wrong with a program.')
    .argument('<dir>', 'folder with a program.json, or of such folders')
    .option('--json', 'print diagnostics as JSON')
    .option('--strict', 'end with 1 on warnings too')
    .action(async (dir: string, options: CheckOptions) => end(await (await import('./check.ts')).check(dir, options, output)));

  command
    .command('test')
    .description('Run the scenarios of a program on both evaluators.')
    .argument('<dir>', 'folder with a program.json, or of such folders')
    .option('--json', 'print the report as JSON')
    .action(async (dir: string, options: TestOptions) => end(await (await import('./test.ts')).test(dir, options, output)));

  command
    .command('evaluate')
    .description('Decide a history of activities by a program.')
    .argument('<dir>', 'folder with a program.json')
    .requiredOption('--partner <file>', 'JSON: a partner, or an array of partners')
    .requiredOption('--activities <file>', 'JSON array of activities, or NDJSON')
    .option('--until <date>', 'decide also what falls due through the end of this day, and nothing after it')
    .option('--explain', 'print readable explanations with the whole reasoning')
    .option('--json', 'with --explain: print decisions as JSON with their reasoning')
    .option('--reference', 'decide by the reference evaluator instead of the compiled one')
    .option('--both', 'decide by both evaluators, and print only if they say the same')
    .action(async (dir: string, options: EvaluateOptions) => end(await (await import('./evaluate.ts')).evaluate(dir, options, output)));

  command
    .command('generate')
    .description('Write a demo history of any size, in the words of a program.')
    .requiredOption('--activities <n>', 'how many, such as 100000 or 100k')
    .option('--seed <n>', 'the same gives the same history', '1')
    .option('--from <date>', 'first day', '2023-02-01')
    .option('--to <date>', 'last day', '2026-07-31')
    .option('--program <dir>', 'folder with a program.json', 'rules/northwind')
    .option('--out <folder>', 'write a history folder')
    .option('--ndjson <file>', 'write activities, one a line')
    .option('--partners <file>', 'with --ndjson: write the partners as a JSON array')
    .action(async (options: GenerateOptions) => end(await (await import('./generate.ts')).generate(options, output)));

  command
    .command('import')
    .description('Import files of rows into a history, by a mapping of their columns.')
    .argument('<mapping>', 'JSON: how columns become partners and activities')
    .requiredOption('--program <dir>', 'folder with a program.json: its catalogue says what there is')
    .option('--history <dir>', 'folder of the history; a new one where there is none')
    .option('--files <dir>', 'folder that the files are under (default: that of the mapping)')
    .option('--use <name=path>', 'read another file for one that the mapping names, such as mended rows', collect)
    .option('--preview <n>', 'show the first rows of each file and what they become; nothing is imported')
    .option('--rejects <file>', 'where refused rows go (default: beside the history)')
    .option('--max-rejects <n>', 'stop, and import nothing, when more rows are refused')
    .option('--json', 'print the report as JSON')
    .action(async (mapping: string, options: ImportOptions) =>
      end(await (await import('./import.ts')).importFiles(mapping, options, output)),
    );

  command
    .command('simulate')
    .description('Decide a history again by other programs: what would have been paid, who wins, who loses, and why.')
    .requiredOption('--baseline <dir>', 'folder with a program.json: what is compared with')
    .requiredOption('--history <folder>', 'a history in columns, as import and generate write it')
    .option('--candidate <dir>', 'folder with another program of the vendor; may be given several times', collect)
    .option('--rival <dir>', "folder with another vendor's program; may be given several times", collect)
    .option('--set <parameter=value>', 'in every candidate; without one in a copy of the baseline; NAME/ROW sets a row of a table', collect)
    .option('--sweep <parameter=from..to/step>', 'a fold a value, or for a list a,b,c; given twice: a grid', collect)
    .option('--goal <measure=target>', 'where does paid, paid.INCENTIVE, owed, tier.TYPE.LEVEL … meet the target?')
    .option('--by <parameter>', 'with --goal: the parameter that is varied; parameter=from..to/step where it declares no bounds')
    .option('--filter <fact=value>', 'count only this, or for a list a,b,c; may be given several times', collect)
    .option('--from <date>', 'count from this day on')
    .option('--to <date>', 'count through this day')
    .option('--until <date>', 'decide nothing after this day')
    .option('--in-force-from <date>', 'the day on which candidates take effect; the baseline holds before')
    .option('--activity <id>', 'one activity instead: both decisions, and where they part')
    .option('--source <source>', 'with --activity: where it came from, if several sources have the id')
    .option('--no-edits', "don't find out what each edit costs, which takes further folds")
    .option('--no-bars', "don't find out which condition keeps partners out")
    .option('--threads <n>', 'worker threads; missing: one for each processor')
    .option('--max-seconds <n>', 'end with an error after so long')
    .option('--json', 'print the whole result as JSON')
    .option('--csv [table]', 'print one table of it as CSV, such as totals, partners, edits')
    .action(async (options: SimulateOptions) => end(await (await import('./simulate.ts')).simulate(options, output)));

  command
    .command('report')
    .description('Tell what a program is worth: a page to print, or CSV. With the folder of --data the server has to be stopped.')
    .argument('<program>', 'id of the program')
    .option('--data <dir>', 'folder in which the store is (default: data; not with DATABASE_URL)')
    .option('--from <date>', 'a day of the first fiscal quarter (default: eight quarters)')
    .option('--to <date>', 'a day of the last fiscal quarter (default: the last of which anything is known)')
    .option('--by <slice>', 'partnerType, tier, region, segment, partner, incentive, integration or competitor', 'partnerType')
    .option('--method <method>', 'baseline of incremental revenue: prior-period or matched-accounts', 'prior-period')
    .option('--only <slice=value>', 'of one alone, such as region=EMEA; "-" is none; may be given several times', collect)
    .option('--csv', 'print CSV instead, a line a figure')
    .option('--out <file>', 'write it there')
    .action(async (program: string, options: ReportOptions) => end(await (await import('./report.ts')).report(program, options, output)));

  command
    .command('serve')
    .description('Serve programs, and all that belongs to their life, over HTTP.')
    .option('--port <port>', 'port to listen on', '3000')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--rules <dir>', 'folder of programs that are taken in where they are not kept yet (default: rules; with DATABASE_URL none)')
    .option('--data <dir>', 'folder in which programs, histories and simulations are kept (default: data; not with DATABASE_URL)')
    .option('--no-demo', 'write no demo history into an empty folder')
    .action(async (options: ServeOptions) => end(await (await import('./serve.ts')).serve(options, output)));

  command
    .command('worker')
    .description('Take simulations, and parts of them, from the PostgreSQL of DATABASE_URL; any number may, on any machines.')
    .option('--threads <n>', 'threads that fold (default: one for each processor)')
    .option('--name <name>', 'how it is called where workers are listed (default: machine and process)')
    .option('--shards <n>', 'parts that a simulation is cut into (default: by the size of the history)')
    .option('--silent <seconds>', 'after so long without a sign of life another worker’s jobs are done again', '10')
    .action(async (options: WorkerOptions) => end(await (await import('./worker.ts')).worker(options, output)));

  command
    .command('migrate')
    .description('Bring the tables of the store up to date, which serve and worker do by themselves.')
    .option('--data <dir>', 'folder in which histories and simulations are kept (default: data; not with DATABASE_URL)')
    .action(async (options: MigrateOptions) => end(await (await import('./migrate.ts')).migrate(options, output)));

  command
    .command('backup')
    .description('Write all that is kept, as of one moment, into a file; with the folder of --data the server has to be stopped.')
    .argument('<file>', 'a new file')
    .option('--data <dir>', 'folder in which the store is (default: data; not with DATABASE_URL)')
    .action(async (file: string, options: BackupOptions) => end(await (await import('./backup.ts')).backup(file, options, output)));

  command
    .command('restore')
    .description('Restore a backup into an empty store: a new folder, or an empty database of DATABASE_URL.')
    .argument('<file>', 'as backup wrote it')
    .option('--data <dir>', 'a new folder (default: data; not with DATABASE_URL)')
    .action(async (file: string, options: BackupOptions) => end(await (await import('./backup.ts')).restore(file, options, output)));

  command
    .command('reconcile')
    .description('Fold all that was recorded anew and post the differences; serve does so by itself where something asks for it.')
    .option('--check', 'only prove that history and ledger agree; ends with 1 where they do not')
    .option('--program <id>', 'one program alone')
    .option('--with <hash>', 'with --check: what the publication of this version would post')
    .option('--from <day>', 'the day from which it would hold')
    .option('--data <dir>', 'folder in which the store is (default: data; not with DATABASE_URL)')
    .option('--json', 'print the report as JSON')
    .action(async (options: ReconcileOptions) => end(await (await import('./reconcile.ts')).reconcile(options, output)));

  const audit = command.command('audit').description('The trail of who changed what.').helpCommand(false);
  audit
    .command('verify')
    .description('Prove that no entry was altered, removed or inserted by hand; tells which ones were, and ends with 1.')
    .option('--data <dir>', 'folder in which the store is (default: data; not with DATABASE_URL)')
    .option('--keys <dir>', 'folder of the key and the witness (default: keys in that folder, or DEALWRIGHT_KEYS)')
    .option('--receipt <file>', 'an answer that was kept, with its audit-head; may be given several times', collect)
    .option('--json', 'print the report as JSON')
    .action(async (options: AuditVerifyOptions) => end(await (await import('./audit.ts')).auditVerify(options, output)));
  audit
    .command('list')
    .description('Print entries, the latest first.')
    .option('--data <dir>', 'folder in which the store is (default: data; not with DATABASE_URL)')
    .option('--subject <kind/id>', 'what was changed, such as program/northwind; or all of a kind')
    .option('--action <action>', 'what was done, such as submission-approved')
    .option('--by <id>', 'id of the person, or of a key of nobody')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'print them whole, as NDJSON')
    .action(async (options: AuditListOptions) => end(await (await import('./audit.ts')).auditList(options, output)));
  audit
    .command('new-key')
    .description('Make a new key for a trail whose key is lost for good; an entry says so. Look with verify afterwards.')
    .option('--data <dir>', 'folder in which the store is (default: data; not with DATABASE_URL)')
    .action(async (options: AuditNewKeyOptions) => end(await (await import('./audit.ts')).auditNewKey(options, output)));

  for (const each of command.commands) each.configureHelp({ showGlobalOptions: false });
  return command;
}

/** An option that may be given several times. */
const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
