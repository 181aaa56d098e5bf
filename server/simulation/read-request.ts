import type { CandidateProgram, ProgramDocument, SimulationRequest } from '../../schemas/types.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { isRefusal, readDate, refusalMessage } from '../engine/facts/read.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { canonicalJson, hashText } from '../engine/program/hash.ts';
import type { Timeline } from '../engine/program/model.ts';
import { schemaFindings } from '../engine/program/schema.ts';
import { missingFacts } from '../history/missing-facts.ts';
import { joinOn } from './in-force.ts';
import { timelineHash } from './prepare.ts';
import { readSelection } from './read-filter.ts';
import { chooseDocuments, loadDocuments, type Origin, originOf, placeFinding } from './read-program.ts';
import type { ProgramSource, Side, Simulation, SimulationRead } from './request.ts';
import { recordedFacts } from './select.ts';
import { setParameters } from './set-parameters.ts';

const DEFAULT_PARTNERS = 20;

/** A request as JSON → what is to be folded, or all that is wrong with it. */
export async function readSimulation(json: unknown, history: HistoryColumns, source: ProgramSource): Promise<SimulationRead> {
  const findings = schemaFindings('simulation', json);
  if (findings.length > 0) return { ok: false, findings };
  return new RequestReader(json as SimulationRequest, history, source).run();
}

class RequestReader {
  private readonly findings: Finding[] = [];
  /** What the history may lack, each told of the first side that reads it. */
  private readonly lacks: { readonly name: string; readonly message: string }[] = [];
  private readonly request: SimulationRequest;
  private readonly history: HistoryColumns;
  private readonly source: ProgramSource;

  constructor(request: SimulationRequest, history: HistoryColumns, source: ProgramSource) {
    this.request = request;
    this.history = history;
    this.source = source;
  }

  async run(): Promise<SimulationRead> {
    const { request, history } = this;
    const inForceFrom = this.day('inForceFrom');
    const until = this.day('until') ?? history.lastDay;
    const baseline = await this.baseline();
    if (baseline === undefined) return this.refused();
    const selection = readSelection(request, baseline, recordedFacts(history));
    this.findings.push(...selection.findings);
    const candidates: Side[] = [];
    for (const [index, candidate] of request.candidates.entries()) {
      const side = await this.candidate(candidate, index, baseline, inForceFrom);
      if (side === undefined) continue;
      if (candidates.some(({ name }) => name === side.name) || side.name === 'baseline') {
        this.report('duplicate-name', `Two sides are called ${side.name}.`, `/candidates/${index}/name`, 'Give each a name of its own.');
      }
      candidates.push(side);
    }
    if (selection.selection === undefined || this.findings.length > 0) return this.refused();
    const simulation: Omit<Simulation, 'hash'> = {
      baseline: sideOf('baseline', baseline, false),
      candidates,
      history,
      selection: selection.selection,
      filter: request.filter,
      until,
      ...(inForceFrom !== undefined && { inForceFrom }),
      edits: request.edits ?? true,
      bars: request.bars ?? true,
      partners: request.partners ?? DEFAULT_PARTNERS,
      lacks: this.lacks,
    };
    return { ok: true, simulation: { hash: hashOf(simulation), ...simulation } };
  }

  private refused(): SimulationRead {
    return { ok: false, findings: this.findings };
  }

  private day(name: 'inForceFrom' | 'until'): Day | undefined {
    const text = this.request[name];
    if (text === undefined) return undefined;
    const day = readDate(text);
    if (!isRefusal(day)) return day;
    this.report(day.code, refusalMessage(name, text, day), `/${name}`);
    return undefined;
  }

  private async baseline(): Promise<Timeline | undefined> {
    const { baseline } = this.request;
    const chosen = await chooseDocuments(baseline, '/baseline', this.source);
    const origin = originOf('/baseline', baseline, []);
    const loaded = chosen.ok ? loadDocuments(chosen.documents, origin) : chosen;
    if (!loaded.ok) {
      this.findings.push(...loaded.findings);
      return undefined;
    }
    return this.fits('baseline', loaded.timeline, origin) ? loaded.timeline : undefined;
  }

  private async candidate(
    candidate: CandidateProgram,
    index: number,
    baseline: Timeline,
    from: Day | undefined,
  ): Promise<Side | undefined> {
    const pointer = `/candidates/${index}`;
    const before = this.findings.length;
    const baselineDocuments = documentsOf(baseline);
    const named = candidate.of ?? candidate.documents ?? candidate.program ?? candidate.draft;
    if (candidate.set !== undefined && named === undefined) {
      this.report('program-choice', 'What is set has no program to be set in.', pointer, 'Add "of": "baseline".');
      return undefined;
    }
    const chosen = await chooseDocuments(candidate, pointer, this.source, { baseline: baselineDocuments, inForceFrom: from });
    if (!chosen.ok) {
      this.findings.push(...chosen.findings);
      return undefined;
    }
    const rival = candidate.rival ?? idOf(chosen.documents) !== baseline.id;
    let documents = chosen.documents as readonly ProgramDocument[];
    const sets = [
      ...(rival ? [] : [[this.request.parameters ?? {}, '/parameters'] as const]),
      [candidate.set ?? {}, `${pointer}/set`] as const,
    ];
    const origin = originOf(pointer, candidate, sets);
    const isSet = sets.some(([values]) => Object.keys(values).length > 0);
    if (isSet && candidate.of === undefined) {
      // Only what is a program has parameters; one that isn't says so itself.
      const sound = loadDocuments(documents, origin);
      if (!sound.ok) {
        this.findings.push(...sound.findings);
        return undefined;
      }
      documents = documentsOf(sound.timeline);
    }
    for (const [values, at] of sets) {
      const set = setParameters(documents, values, at);
      this.findings.push(...set.findings);
      documents = set.documents;
    }
    if (this.findings.length > before) return undefined;
    const alone = !isSet && candidate.of !== undefined ? { ok: true as const, timeline: baseline } : loadDocuments(documents, origin);
    const loaded = alone.ok && from !== undefined && !rival ? this.inForce(from, baseline, alone.timeline, pointer) : alone;
    if (!loaded.ok) {
      this.findings.push(...loaded.findings);
      return undefined;
    }
    const name = candidate.name ?? `candidate-${index + 1}`;
    return this.fits(name, loaded.timeline, origin) ? sideOf(name, loaded.timeline, rival) : undefined;
  }

  /** The candidate as the baseline's next version; its id is the baseline's then. */
  private inForce(from: Day, baseline: Timeline, candidate: Timeline, pointer: string): ReturnType<typeof loadDocuments> {
    const renamed = documentsOf(candidate).map((document) => ({ ...document, id: baseline.id }));
    return loadDocuments(joinOn(from, documentsOf(baseline), renamed), { pointer, documents: [], set: new Map() });
  }

  /** Whether the history can be folded with the program at all; what may be missing by intent is told with the result. */
  private fits(name: string, { versions }: Timeline, origin: Origin): boolean {
    const findings = versions.flatMap((program, place) => {
      const { effectiveFrom } = program.document;
      const given = origin.documents.findIndex((document) => isObject(document) && document.effectiveFrom === effectiveFrom);
      return missingFacts(program, this.history).map((finding) => placeFinding(finding, given < 0 ? place : given, origin));
    });
    const errors = findings.filter(({ severity }) => severity === 'error');
    this.findings.push(...distinct(errors));
    for (const { message } of distinct(findings))
      if (!this.lacks.some((lack) => lack.message === message)) this.lacks.push({ name, message });
    return errors.length === 0;
  }

  private report(code: string, message: string, pointer: string, hint?: string): void {
    this.findings.push({ code, severity: 'error', message, pointer, ...(hint !== undefined && { hint }) });
  }
}

export const documentsOf = ({ versions }: Timeline): readonly ProgramDocument[] => versions.map(({ document }) => document);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

function idOf([first]: readonly unknown[]): unknown {
  return isObject(first) ? first.id : undefined;
}

const sideOf = (name: string, timeline: Timeline, rival: boolean): Side => ({ name, documents: documentsOf(timeline), timeline, rival });

/** Names are for people; programs, history, filter and days are what is meant. */
function hashOf({ baseline, candidates, history, selection, until, edits, bars, partners }: Omit<Simulation, 'hash'>): string {
  const side = ({ name, timeline, rival }: Side) => ({ name, programs: timelineHash(timeline), rival });
  const meant = { baseline: side(baseline), candidates: candidates.map(side), history: history.hash, selection: selection.hash, until };
  return hashText(canonicalJson({ ...meant, edits, bars, partners }));
}

/** Versions of one program mostly lack the same. */
const distinct = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ message }, index) => findings.findIndex((other) => other.message === message) === index);
