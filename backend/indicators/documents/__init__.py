"""Reports to be signed: written once from the figures as a ``body``, then set as PDF, DOCX, XLSX and CSV.

``numbers`` reads everything a report says, ``compose`` writes its body, the setters (``pdf``, ``docx``, ``xlsx``,
``table``) turn a body into a file, ``store`` and ``make`` keep the row, its texts and its files. A document is written
in Vietnamese, whoever asks for it.
"""
