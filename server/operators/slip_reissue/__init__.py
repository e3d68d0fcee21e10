"""Payment slips printed again (納付書再発行): the letter alone; the act itself is a use case of ten seconds."""

from server.operators.slip_reissue import letters as letters
