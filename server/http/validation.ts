import type { AnySchema } from 'ajv';
import type { FastifyInstance } from 'fastify';
import { createAjv } from '../../schemas/ajv.ts';
import { findingsOf } from '../engine/program/schema.ts';
import { Problem } from './problem.ts';

/** The configuration of the files, for requests: no coercion, no defaults, nothing dropped. */
const ajv = createAjv();

/** A check of what arrives; it throws a problem whose pointers start at `at`. */
export function compileShape<T>(schema: AnySchema): (value: unknown, at: string) => T {
  const validate = ajv.compile<T>(schema);
  return (value, at) => {
    if (validate(value)) return value as T;
    const findings = findingsOf(validate.errors ?? []).map(({ pointer, message, hint }) => ({
      pointer: at + pointer,
      message,
      ...(hint !== undefined && { hint }),
    }));
    throw new Problem('invalid-request', 'Nothing was looked at; each finding says where and why.', findings);
  };
}

/** Fastify checks bodies and parameters by it. */
export function validateByShape(app: FastifyInstance): void {
  app.setValidatorCompiler<AnySchema>(({ schema, httpPart }) => {
    const check = compileShape(schema);
    const readsNone = typeof schema === 'object' && Object.keys((schema as { properties?: object }).properties ?? {}).length === 0;
    return (value: unknown) => {
      try {
        return { value: check(value, '') };
      } catch (error) {
        if (httpPart === 'querystring' && readsNone)
          return { error: new Problem('bad-url', 'No parameters are read from this address. Put all into the body.') };
        return { error: error instanceof Error ? error : new Error(String(error)) };
      }
    };
  });
}
