/** What a refusal says of the fields of one form. The first of them that is wrong gets the focus. */
import { type RefObject, useEffect, useMemo } from 'react';
import { type Marked, markedBy } from '../core/refused';
import type { Commands } from './use-command';

export function useMarked(form: RefObject<HTMLElement | null>, problem: Commands['problem'], buttons: readonly string[], fields: readonly string[]): Marked {
  const asked = buttons.join(' ');
  const named = fields.join(' ');
  const marked = useMemo(() => markedBy(problem, asked.split(' '), named.split(' ')), [problem, asked, named]);
  useEffect(() => {
    if (Object.keys(marked.of).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, marked]);
  return marked;
}
