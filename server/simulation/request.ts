import type { ProgramDocument, SimulationRequest } from '../../schemas/types.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Selection } from './selection.ts';

/** Where programs are kept; the caller's. */
export interface ProgramSource {
  /** All versions of a program; undefined where there is none of this id. */
  program(id: string): Promise<readonly ProgramDocument[] | undefined>;
  /** Ids there are, to name those near to an unknown one. */
  ids(): Promise<readonly string[]>;
  /** A draft's document, or why it is none; undefined where there is no such draft. Missing: there are no drafts. */
  draft?(id: string): Promise<DraftDocument | undefined>;
}

export type DraftDocument =
  | { readonly ok: true; readonly document: ProgramDocument }
  /** As a sentence. */
  | { readonly ok: false; readonly message: string };

/** A program under question: all versions, checked. */
export interface Side {
  /** `baseline`, or the candidate's name. */
  readonly name: string;
  /** As folded: parameters set, dates moved. */
  readonly documents: readonly ProgramDocument[];
  readonly timeline: Timeline;
  /** Another vendor's. */
  readonly rival: boolean;
}

/** A request, read and checked against the history: what remains is to fold. */
export interface Simulation {
  /** Hash of the request's meaning: programs as folded, history, selection, days, switches. */
  readonly hash: string;
  readonly baseline: Side;
  readonly candidates: readonly Side[];
  readonly history: HistoryColumns;
  readonly selection: Selection;
  /** Filter of the request as it was given. */
  readonly filter: SimulationRequest['filter'];
  readonly until: Day;
  readonly inForceFrom?: Day;
  readonly edits: boolean;
  readonly bars: boolean;
  readonly partners: number;
  /** What the history may lack of what programs read, each told of the first side that reads it. */
  readonly lacks: readonly { readonly name: string; readonly message: string }[];
}

/** Findings are placed in the request by JSON pointer. */
export type SimulationRead =
  | { readonly ok: true; readonly simulation: Simulation }
  | { readonly ok: false; readonly findings: readonly Finding[] };

export type { SimulationRequest };
