import type { FastifyInstance } from 'fastify';
import type { Life } from '../lifecycle/life.ts';
import { commentRoutes } from './comments.ts';
import { draftViewRoutes } from './draft-views.ts';
import { draftRoutes } from './drafts.ts';
import type { Limits } from './limits.ts';
import { submissionStepRoutes } from './submission-steps.ts';
import { submissionRoutes } from './submissions.ts';
import { timelineRoutes } from './timeline.ts';

/** The life of programs, in its order. */
export function lifeRoutes(app: FastifyInstance, life: Life, limits: Limits): void {
  draftRoutes(app, life, limits);
  draftViewRoutes(app, life);
  submissionRoutes(app, life);
  submissionStepRoutes(app, life);
  commentRoutes(app, life);
  timelineRoutes(app, life);
}
