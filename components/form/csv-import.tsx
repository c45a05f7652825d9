'use client'

import { useState } from 'react'
import { FormDialog } from '@/components/form/form-dialog'
import { TextFromFile } from '@/components/form/text-from-file'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { DialogActions } from '@/components/ui/dialog'
import { FailureNote } from '@/components/ui/failure-note'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useQuestion } from '@/lib/client/use-question'

type State = 'new' | 'same' | 'wrong'

type Imported = {
  lines: ({ line: number; state: State; message: string } & ({ label: string } | { model: string }))[]
  created: number
  new: number
  same: number
  wrong: number
}

type Props = {
  /** Of the endpoint, which takes `csv` and `dryRun`. */
  path: string
  /** What a line makes, such as `price`. */
  noun: string
  /** What the file does with them: `Set`. */
  verb: string
  title: string
  sentence: string
}

/** Many of a noun from a file: what each line would do is shown first, and all of it is done or nothing. */
export function CsvImport(props: Props) {
  return (
    <FormDialog trigger="Import CSV" title={props.title} sentence={props.sentence} width="wide">
      {(close) => <ImportForm {...props} onDone={close} />}
    </FormDialog>
  )
}

function ImportForm({ path, noun, verb, onDone }: Props & { onDone: () => void }) {
  const [csv, setCsv] = useState('')
  const check = useQuestion<Imported>(path)
  const command = useCommand((text: string) => sendJson<Imported>('POST', path, { csv: text, dryRun: false }))
  const checked = check.data
  const take = (text: string) => {
    setCsv(text)
    check.reset()
  }
  const done = async () => {
    const { created } = await command.mutateAsync(csv)
    toast.done(`${countOf(created, noun)} set.`)
    onDone()
  }
  return (
    <>
      <TextFromFile label="CSV lines" fileLabel="CSV file" accept=".csv,text/csv" rows={6} value={csv} onChange={take} />
      {check.error || command.error ? <FailureNote error={check.error ?? command.error} className="mt-4" /> : null}
      <div aria-live="polite">{checked ? <Lines checked={checked} /> : null}</div>
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        {checked && checked.wrong === 0 && checked.new > 0 ? (
          <Button look="primary" isBusy={command.isPending} onClick={() => done().catch(() => undefined)}>
            {verb} {countOf(checked.new, noun)}
          </Button>
        ) : (
          <Button
            look="primary"
            disabled={csv.trim() === ''}
            isBusy={check.isPending}
            onClick={() => check.mutate({ csv, dryRun: true })}
          >
            Check
          </Button>
        )}
      </DialogActions>
    </>
  )
}

const tones: Record<State, Tone> = { new: 'good', same: 'neutral', wrong: 'bad' }

function Lines({ checked }: { checked: Imported }) {
  return (
    <div className="mt-4">
      <p>
        {checked.new} new, {checked.same} set already, {checked.wrong} wrong.
        {checked.wrong > 0 ? ' Nothing can be set before every line is right.' : ''}
      </p>
      <div className="mt-2 max-h-64 overflow-y-auto">
        <table className="w-full text-sm" aria-label="Lines of the file">
          <tbody>
            {checked.lines.map((one) => (
              <tr key={one.line} className="border-t border-line align-top">
                <td className="py-1 pr-3 text-ink-muted">{one.line}</td>
                <th scope="row" className="py-1 pr-3 text-left font-normal break-all">
                  {'label' in one ? one.label : one.model}
                </th>
                <td className="py-1 pr-3">
                  <Badge tone={tones[one.state]}>{one.state}</Badge>
                </td>
                <td className="py-1">{one.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
