"""Late charges fixed by the night (延滞金の確定): the letter alone."""

from server.operators.late_charge import letters as letters
