"""What each section of the results measures, how, and where the time goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    title: str
    how: str
    if_missed: str  # where the time goes, by the profiler


SECTIONS = {
    "page": Section(
        "The caseload page ÷ its floor",
        "`GET /o/{office}/caseload` with a browser's session: sign-in, the office's transaction,"
        " on PostgreSQL row-level security, middleware and log. Pages a second, 50 rows, from the"
        " small database. The floor is a bare Starlette route that runs the same two statements on"
        " a pooled driver connection in autocommit (on PostgreSQL as the owner, so without"
        " row-level security) and renders the same template: once with a context made before the"
        " run, its rows thrown away, and once with the context built from the rows by the service's"
        " own functions. All three pages are compared before the run and are the same.",
        "Half of a page is the template on either side. With the context made once the floor is"
        " spared what no such page can do without, turning 50 rows into words. Beyond that the"
        " service's own share is routing with checked parameters, headers, the log line and the"
        " counters, then sign-in and the transaction.",
    ),
    "own": Section(
        "A client's own plan ÷ its floor",
        "`GET /p/{link}/plan` with the cookie of a link, 8 at a time, of a client of the small"
        " database. The floor is a bare Starlette route that runs the statements which the page"
        " ran, word for word, on a pooled driver connection in autocommit, and renders the same"
        " template: once with a context made before the run, and once with the context built from"
        " the rows by the service's own functions, in a transaction as the page has it. All three"
        " pages are compared before the run and are the same.",
        "The rules, and turning the plan into sentences; routing, middleware, the log line and the"
        " counters, none of which the floor has.",
    ),
    "calendars": Section(
        "Calendars that are known already ÷ a bare route",
        "500 calendars of the small database, each asked for in turn with the tag of what is there"
        " already, 8 at a time, all answered by 304. The floors: a bare Starlette route that reads"
        " the link's row on a pooled driver connection in autocommit, and the service's `/healthz`,"
        " which reads nothing. The service answers those that wait at the same moment together, by"
        " one statement; the bare route reads each row by itself.",
        "The bare route has no middleware, log line, counters, parameters that are checked nor"
        " transaction; one poll alone passes all of them and a transaction of its own.",
    ),
    "scale": Section(
        "The page in a large database, and far down its list",
        "The p50 of one browser at a time, which opens the lists of up to 200 advisors in turn."
        " Small: {small}. Large: {large}; each client there has the offer and the contact that the"
        " list shows, and no others. An own list is of about 150 clients in both. The last page is"
        " the last full one, by the cursor with which a reader comes there, in the large database.",
        "A page of the large database has ten times as many advisors among its choices, each an"
        " option of the filter, and its rows come from many more blocks than the caches hold."
        " An office's list counts all of its clients; SQLite reads each of their rows for that,"
        " since its index holds the order but not the dates.",
    ),
    "filters": Section(
        "Each filter ÷ the list without one",
        "The p50 of one browser at a time on the whole office's list, with the one filter set, in"
        " the large database and in one office alone. Cohort, program, area and employer are set to"
        " the value that the most clients have.",
        "A filter that an index does not hold reads the row of each client of the office, to count"
        " them.",
    ),
    "touch": Section(
        "Logging a touch ÷ INSERT and COMMIT of one row",
        "`log_touch` in a transaction of its own, the windows of the client recomputed and the"
        " audit row written, by 8 threads of one process on the small database. The floor: BEGIN,"
        " INSERT INTO touches, COMMIT on 8 pooled driver connections (on PostgreSQL as the owner),"
        " by 8 threads of one process too.",
        "The floor is one statement. A touch holds the client, reads all that the rules need to"
        " know of them, and writes the touch, the audit row and the windows.",
    ),
    "bulk": Section(
        "Logging the next step of many clients at once ÷ one by one",
        "`do_to_all` as the list does it, for every client of the small database with whom a step"
        " is pending: who they are and what would become of them is looked up again under their"
        " locks, compared with what was shown, and touches, audit rows, what an undoing needs and"
        " the windows are written. The floor: `log_touch` for the same touches, one after the"
        " other. Both in one transaction, which is rolled back, so that each round meets the same"
        " clients; seconds.",
        "The rules' own time is the same on both sides.",
    ),
    "many": Section(
        "Deeds for 5,000 clients of an office ÷ five seconds",
        "`do_to_all` for 5,000 clients of one office of 10,000 whole lives (five people and sixteen"
        " touches each), in one transaction: logging each one's next step, putting them in a"
        " cohort, pausing them, closing all their relationships; and undoing each. The transaction"
        " is rolled back, so that each round meets the same clients.",
        "A pause and a closing move the windows of every person of the client: some 26,000 rows are"
        " planned and written, those that are closed twice.",
    ),
    "policy": Section(
        "Applying a new policy ÷ one minute",
        "From the press of the button until every client of one office follows it, by a worker in"
        " a thread of the same process, one piece after the other, while another thread logs one"
        " touch after the other with people all over the office.",
        "The rules' own time, and an UPDATE for each row that changes.",
    ),
    "report": Section(
        "A cohort report ÷ the bare SQL of its aggregates",
        "The report of a whole office, with the reports beside it that its hiding looks at, made in"
        " one transaction. The floor runs the very same statements on the driver and fetches what"
        " they give. Below each the PDF of a report with as many more groups as fill twenty pages,"
        " none of it set before.",
        "The contacts of the whole office are read twice: for who was met, and for how long it"
        " took.",
    ),
    "export": Section(
        "Contacts as a file ÷ a raw copy of the same rows",
        "All contacts of one office with their plan, guarded, through the pieces that the service"
        " sends, each page of clients in a transaction of its own. The floor: the same statement"
        " over all clients at once and unguarded, by COPY TO STDOUT as the owner (so without"
        " row-level security), or by SQLite's cursor and Python's CSV writer. Memory is the growth"
        " of a process at its peak. The pages are one advisor's caseload, 4 at a time, while one"
        " export after another is taken as fast as it comes.",
        "Each page of clients is planned and run anew, every cell is quoted so that the guard can"
        " find where cells begin, and row-level security is asked for each row.",
    ),
    "connections": Section(
        "LinkedIn's list of connections, looked through ÷ 2 seconds",
        "A file of 30,000 lines, the most that LinkedIn allows, decoded, taken apart and compared"
        " with a plan of 30 people, half of whom are known by their profile and half by name and"
        " employer; in a process of its own. Memory is the growth of that process at its peak.",
        "Names are folded one by one.",
    ),
    "errands": Section(
        "Errands by four workers",
        "Four processes work off one office's queue; each errand leaves one audit row, and as many"
        " rows as errands must be there at the end. The goal is 500 a second on PostgreSQL. The"
        " floor: four bare loops on the driver (on PostgreSQL as the owner) that take one row by"
        " UPDATE … SKIP LOCKED, write the audit row and commit. Starting the processes is not"
        " counted.",
        "Each errand is a transaction of its own through the ORM, so part of the time is its"
        " unit of work; four workers and the database share two cores.",
    ),
    "import": Section(
        "Importing the office's sheet ÷ a raw copy of its rows",
        "The sheet's bytes read, checked, matched with what the office has, stored and planned, in"
        " one transaction. The floor: the rows that this stored, copied into another office in one"
        " transaction by COPY FROM STDIN of ready text, or by `executemany` on SQLite. The time of"
        " the rules alone, apart from reading their facts, is taken off and shown beside. The"
        " larger sheets are imported once each.",
        "The floor takes rows as they are. An import reads and checks each cell, matches each row"
        " with what the office has, puts the facts together for the rules, and on PostgreSQL, which"
        " refuses COPY into a walled table, goes by way of a temporary one.",
    ),
    "sheets": Section(
        "A large sheet with its preview",
        "The office's sheet over again, brought as a page would bring it: read by a process of its"
        " own and kept, looked through, taken in, the latter two as the worker does them. The"
        " floor of taking it in: a raw copy of the rows that it stored, as above; the rules' own"
        " time is taken off and shown beside, and the preview's is not in it. Memory is the growth"
        " of a process at its peak. The pages are one advisor's caseload, 4 at a time, while one"
        " sheet after another goes through all its stages in other offices of the same store.",
        "Each row is weighed before it is written, what becomes of each thing is kept so that it"
        " can be undone, and each client's history tells of it.",
    ),
}
