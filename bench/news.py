"""The update that both ways send: a few paragraphs, as organisers write them. The prisoner is invented."""

from typing import Final

TITLE: Final = "Let her family visit her"
SUBJECT: Final = "Her letter has arrived"
BODY: Final = """\
A letter of four pages reached her family this week, the first in **eleven months**. It was opened and read on its way,
and arrived all the same.

## What she writes

She thanks everyone who signed. She shares a cell with nine others; they read to each other in the evenings, and she has
begun to teach two of them to write. Her knee has not been treated, and she was told twice that the doctor would come.

> Tell them that I count the letters, and that the number is read aloud here.

## What happens next

1. The petition is handed over on the first of the month, with every confirmed signature.
2. Her lawyer asks for the medical report once more, in writing.
3. We tell you what was answered, or that nothing was.

You can help: [write to the head of the prison](https://vigil.example/letters), and tell one friend about her.

*Thank you.*
"""
