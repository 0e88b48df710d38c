"""`explain`, `places` and `actors`: what a question or a name is taken for, and why; for people who tune it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, settings_with
from bot.cli.options import reading as reading_index
from bot.cli.questions import Now, moment_of
from bot.opening import open_world
from bot.settings import load_settings
from domain.errors import WatchfloorError

if TYPE_CHECKING:
    from domain.places import Place
    from knowledge.places.gazetteer import Gazetteer
    from query.reading import Reading

Name = Annotated[str, typer.Argument(help="The name, in any common spelling or script.")]


def explain(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    now: Now = None,
    database: Database = None,
) -> None:
    """Show how a question is read: its pieces with their scores, the reading, other readings, and the SQL.

    Example:

        watchfloor explain "russian stikes near kharkiv last week"
    """
    from query.search.selecting import select
    from query.understand import understand
    from query.wording.paraphrase import sentence
    from store.search.finding import statement
    from store.search.known_places import KnownPlaces

    settings = settings_with(database)
    world = open_world(settings)
    moment = moment_of(now) or datetime.now(UTC)
    with reading_index(settings.database) as connection:
        known = KnownPlaces(connection)
        reading = understand(question, moment, world, settings.zone, known_places=known)
        sql, parameters = statement(connection, select(reading.query, world))
    _pieces(reading)
    typer.echo(f"\nReading: {sentence(reading.query)}")
    for note in reading.notes:
        typer.echo(f"Note:    {note}")
    for other in reading.alternatives:
        typer.echo(f"Or:      {other.label}: {sentence(other.query)}")
    typer.echo(f"\n{sql.strip()}\n")
    for name, value in parameters.items():
        typer.echo(f"  :{name} = {value}")


def places(name: Name) -> None:
    """Look a place up: what the gazetteer takes the name for, best first, with the reasons.

    Example:

        watchfloor places "deir el zor"
    """
    gazetteer = open_world(load_settings()).gazetteer
    found = gazetteer.candidates(name)
    if not found:
        raise WatchfloorError(f"No place is known by a name like {name!r}; try another spelling or the nearest town.")
    for candidate in found:
        place = candidate.place
        typer.echo(f"{candidate.score:.2f}  {place.name} ({_whereabouts(place, gazetteer)})  {place.id}")
        typer.echo(f"      {place.latitude:.3f}, {place.longitude:.3f}; {candidate.reason}")


def actors(name: Name) -> None:
    """Look an actor up: whom the catalogue takes the name for, its other names, and who belongs to it.

    Example:

        watchfloor actors daesh
    """
    catalogue = open_world(load_settings()).catalogue
    match = catalogue.resolve(name)
    if match is None:
        raise WatchfloorError(
            f"No actor is known by a name like {name!r}; try another spelling or the group's full name."
        )
    actor = match.actor
    typer.echo(f"{match.score:.2f}  {actor.name} ({actor.kind.value}, {actor.country or 'no one country'})  {actor.id}")
    typer.echo(f"      {match.reason}")
    typer.echo(f"      also: {', '.join(catalogue.names(actor.id))}")
    members = sorted(catalogue.within(actor.id) - {actor.id})
    if members:
        typer.echo(f"      with: {', '.join(members)}")
    for rival in match.rivals:
        typer.echo(f"      or:   {rival.name}  {rival.id}")


def _pieces(reading: "Reading") -> None:
    width = max((len(piece.text) for piece in reading.pieces), default=0)
    for piece in reading.pieces:
        mark = "+" if piece.chosen else "-"
        typer.echo(f"{mark} {piece.score:5.2f}  {piece.text:{width}}  {piece.kind:8} {piece.meaning}".rstrip())


def _whereabouts(place: "Place", gazetteer: "Gazetteer") -> str:
    people = f", {place.population:,} people" if place.population else ""
    chain = ", ".join(parent.name for parent in gazetteer.chain(place))
    return f"{place.kind.value}{', ' + chain if chain else ''}{people}"
