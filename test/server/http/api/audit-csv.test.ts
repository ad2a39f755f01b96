import { expect, test } from 'vitest'
import { csvCell } from '../../../../server/src/http/api/audit-csv.ts'

test('a cell is only ever text: no formula, no control character, no end of a line', () => {
  for (const [value, cell] of [
    ['plain', 'plain'],
    ['', ''],
    [undefined, ''],
    [7, '7'],
    [-7, '-7'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "'  =1"],
    ['\t=1', "'\\u{0009}=1"],
    ['\r=1', "'\\u{000d}=1"],
    ['＝1', "'＝1"],
    ['a"b', '"a""b"'],
    ['a,b', '"a,b"'],
    ['a;=b', '"a;=b"'],
    ['a\nb\u0000\u202e\u2028', 'a\\u{000a}b\\u{0000}\\u{202e}\\u{2028}'],
  ] as const)
    expect(csvCell(value)).toBe(cell)
})
