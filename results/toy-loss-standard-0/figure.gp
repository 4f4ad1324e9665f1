# toy-loss: Toy model: loss on the target over Δz and the mixing ratio
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1500,620 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
place(w) = w == 0 ? 0 : w == 0.001 ? 1 : w == 0.01 ? 2 : w == 0.05 ? 3 : w == 0.1 ? 4 : w == 0.3 ? 5 : w == 0.5 ? 6 : w == 0.7 ? 7 : w == 0.9 ? 8 : w == 0.99 ? 9 : w == 1 ? 10 : NaN
set datafile missing NaN
set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
unset colorbox
set xlabel "w, share of target data"
set xtics ("0" 0, "0.001" 1, "0.01" 2, "0.05" 3, "0.1" 4, "0.3" 5, "0.5" 6, "0.7" 7, "0.9" 8, "0.99" 9, "1" 10) rotate by 60 right
set xrange [-0.5:11.0 - 0.5]
set ylabel "loss on the target plane"
set yrange [-1:4]
set ytics ("0.1" -1, "1" 0, "10" 1, "100" 2, "1000" 3, "10000" 4)
set grid ytics linecolor "#dddddd"
set key top right font ",8"
set multiplot layout 1,3
set title "published"
plot \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 0.01 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0 title "Δz = 0.01", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 0.1 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.125 title "Δz = 0.1", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 0.5 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.25 title "Δz = 0.5", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 1 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.375 title "Δz = 1", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 3 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.5 title "Δz = 3", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 5 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.625 title "Δz = 5", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 10 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.75 title "Δz = 10", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 20 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.875 title "Δz = 20", \
  "published.csv" using (place($3)):(strcol(1) eq "published" && $2 == 50 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 1 title "Δz = 50"

set title "network: seeds, geometric mean"
plot \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 0.01 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0 title "Δz = 0.01", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 0.01 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 0.1 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.125 title "Δz = 0.1", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 0.1 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.125 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 0.5 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.25 title "Δz = 0.5", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 0.5 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.25 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 1 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.375 title "Δz = 1", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 1 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.375 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 3 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.5 title "Δz = 3", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 3 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.5 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 5 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.625 title "Δz = 5", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 5 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.625 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 10 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.75 title "Δz = 10", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 10 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.75 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 20 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.875 title "Δz = 20", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 20 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.875 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 50 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 1 title "Δz = 50", \
  "figure.csv" using (place($3)):(strcol(1) eq "network" && $2 == 50 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 1 notitle

set title "closed form: seeds, geometric mean"
plot \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 0.01 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0 title "Δz = 0.01", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 0.01 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 0.1 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.125 title "Δz = 0.1", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 0.1 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.125 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 0.5 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.25 title "Δz = 0.5", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 0.5 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.25 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 1 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.375 title "Δz = 1", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 1 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.375 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 3 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.5 title "Δz = 3", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 3 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.5 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 5 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.625 title "Δz = 5", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 5 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.625 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 10 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.75 title "Δz = 10", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 10 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.75 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 20 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 0.875 title "Δz = 20", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 20 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 0.875 notitle, \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 50 ? log10($5) : NaN) skip 1 smooth unique with lines linewidth 2 linecolor palette frac 1 title "Δz = 50", \
  "figure.csv" using (place($3)):(strcol(1) eq "closed-form" && $2 == 50 ? log10($5) : NaN) skip 1 with points pointtype 7 pointsize 0.25 linecolor palette frac 1 notitle

unset multiplot
