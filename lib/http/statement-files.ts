/** A statement as a file: for other tools, for a spreadsheet, and to be sent. */
import type { Actor } from '@/lib/access/actor'
import type { StatementDetail } from '@/lib/contracts/statement'
import { controlPorts } from '@/lib/control/control-ports'
import { readBranding } from '@/lib/control/settings/branding-settings'
import type { Download, StreamedFile } from '@/lib/http/route'
import { statementColumns } from '@/lib/http/statement-csv'
import { toCsv } from '@/lib/reports/csv'
import { statementPdf } from '@/lib/reports/statement/statement-pdf'
import { statementXlsx } from '@/lib/reports/statement/statement-xlsx'

export function statementCsv(statement: StatementDetail): Download {
  return { filename: nameOf(statement, 'csv'), text: toCsv(statementColumns(statement), statement.lines) }
}

export function statementWorkbook(_actor: Actor, statement: StatementDetail): StreamedFile {
  return { filename: nameOf(statement, 'xlsx'), pieces: statementXlsx(statement) }
}

/** Under the name this installation goes by. */
export async function statementPage(_actor: Actor, statement: StatementDetail): Promise<StreamedFile> {
  const { name } = await readBranding(controlPorts().db)
  return { filename: nameOf(statement, 'pdf'), pieces: statementPdf(statement, { name }) }
}

function nameOf({ number, month }: StatementDetail, extension: string): string {
  return `${number}-${month}.${extension}`
}
